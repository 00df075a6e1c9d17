"""Generate a synthetic shop in the schema of the Olist marketplace dataset.

The shop is invented, but not noise: its customers belong to latent types (`CUSTOMER_TYPES`) that
differ in when, how often, how much and how happily they buy, and whose mix changes over time. So
there are clusters to find, and a clustering that ages. The files also contain the irregularities
of a real export: see `at_least` and the comments that say "trap".

How it works:

* Every random number is `draw(salt, key)`, a function of the seed, of what is being drawn (the
  salt) and of whom it is drawn for (the key). Nothing depends on row order, threads or the clock,
  so equal arguments give equal bytes.
* A weighted choice is a lottery: a table with `TICKETS` rows in which every choice holds as many
  tickets as its weight deserves. Who draws a ticket joins the lottery.
* DuckDB does the work in small statements on a temporary database file, so that ten million
  orders fit in bounded memory.

Usage:
    python tools/generate_shop.py OUTPUT_DIR --orders 1000000 --format parquet
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb

DEFAULT_ORDERS = 4_400
DEFAULT_START = date(2023, 1, 2)
DEFAULT_WEEKS = 104
TICKETS = 65_536
MOST_ORDERS = 50_000_000  # keys of draws stay below 2^32
MOST_PURCHASES = 32  # of one customer; also the stride of purchase_key
MOST_ITEMS = 12  # of one order


class CustomerType(NamedTuple):
    """What one latent type of customer is like."""

    share_start: float  # weight among new customers on the first day ...
    share_end: float  # ... and on the last; linear in between, below zero counts as zero
    repeat_share: float  # share of customers who buy a second time
    more_purchases: float  # after the second purchase, probability of each further one
    gap_days: float  # typical days between two purchases
    more_items: float  # after each item of an order, probability of one more
    taste: str  # favourite group of categories (CATEGORIES) ...
    taste_strength: float  # ... whose products are this many times as likely
    price_slope: float  # above 0: prefers expensive products, below 0: cheap ones
    satisfaction: float  # centre of the review scores for orders that arrive in time ...
    satisfaction_drift: float  # ... and by how much it changes from first to last day
    boleto_share: float  # share that pays by bank slip, which is approved a day or more later


CUSTOMER_TYPES = {
    # A few people who come back every few weeks with ordinary baskets.
    "loyal_regular": CustomerType(
        0.06, 0.07, 1.0, 0.72, 55, 0.12, "everyday", 5, 0.0, 5.1, -0.6, 0.10
    ),
    # One large order of many or expensive things, often to furnish a home.
    "big_basket": CustomerType(
        0.04, 0.09, 0.08, 0.20, 150, 0.68, "home", 6, 0.6, 4.8, 0.0, 0.12
    ),
    # The broad base of later customers: one order, content, growing in number.
    "one_time_satisfied": CustomerType(
        0.00, 0.80, 0.02, 0.10, 120, 0.06, "fashion", 3, 0.1, 5.4, -0.2, 0.18
    ),
    # One order, unhappy with it even when it is in time; the share grows a little.
    "one_time_disappointed": CustomerType(
        0.12, 0.20, 0.01, 0.05, 120, 0.05, "tech", 4, 0.2, 1.2, 0.0, 0.20
    ),
    # Bargain hunters of the launch months, content, who never returned.
    "lapsed_early": CustomerType(
        0.90, -1.20, 0.02, 0.10, 45, 0.06, "leisure", 3, -0.7, 5.2, 0.0, 0.30
    ),
}


class Fate(NamedTuple):
    """How an order can end."""

    status: str  # what the source shows, once the order has come to its last stage
    share: float  # share of orders
    last_stage: int  # 0 created, 1 approved, 2 with the carrier, 3 delivered
    has_items: bool  # trap: orders without items
    is_paid: bool = True  # trap: payments of type not_defined and value 0


FATES = [
    Fate("delivered", 0.979, 3, True),
    Fate("shipped", 0.006, 2, True),
    Fate("invoiced", 0.003, 1, True),
    Fate("processing", 0.003, 1, True),
    Fate("approved", 0.00002, 1, True),
    Fate("created", 0.00005, 0, False),
    Fate("unavailable", 0.006, 1, False),
    Fate("canceled", 0.004, 1, True),
    Fate("canceled", 0.0008, 2, True),
    Fate("canceled", 0.0016, 0, False),
    Fate("canceled", 0.00003, 0, False, is_paid=False),
]

# name | English name (none: trap) | taste | weight | median price | median grams
CATEGORIES = """
cama_mesa_banho | bed_bath_table | home | 111 | 79 | 1275
beleza_saude | health_beauty | everyday | 97 | 80 | 400
esporte_lazer | sports_leisure | leisure | 86 | 78 | 700
moveis_decoracao | furniture_decor | home | 83 | 65 | 1300
informatica_acessorios | computers_accessories | tech | 78 | 82 | 300
utilidades_domesticas | housewares | home | 70 | 60 | 1200
relogios_presentes | watches_gifts | fashion | 60 | 129 | 350
telefonia | telephony | tech | 45 | 30 | 225
ferramentas_jardim | garden_tools | home | 43 | 60 | 1650
automotivo | auto | tech | 42 | 85 | 900
brinquedos | toys | leisure | 41 | 80 | 800
cool_stuff | cool_stuff | leisure | 38 | 130 | 1450
perfumaria | perfumery | fashion | 34 | 85 | 400
bebes | baby | everyday | 31 | 78 | 700
eletronicos | electronics | tech | 28 | 22 | 200
papelaria | stationery | everyday | 25 | 79 | 1000
fashion_bolsas_e_acessorios | fashion_bags_accessories | fashion | 20 | 49 | 200
pet_shop | pet_shop | everyday | 19 | 90 | 875
moveis_escritorio | office_furniture | home | 17 | 145 | 10900
consoles_games | consoles_games | leisure | 11 | 59 | 250
malas_acessorios | luggage_accessories | fashion | 11 | 100 | 1250
construcao_ferramentas_construcao | construction_tools_construction | home | 9 | 89 | 1200
eletrodomesticos | home_appliances | home | 8 | 48 | 475
instrumentos_musicais | musical_instruments | leisure | 7 | 95 | 800
eletroportateis | small_appliances | home | 7 | 99 | 1150
livros_interesse_geral | books_general_interest | leisure | 6 | 45 | 500
alimentos | food | everyday | 5 | 49 | 330
moveis_sala | furniture_living_room | home | 5 | 104 | 7500
bebidas | drinks | everyday | 4 | 47 | 330
audio | audio | tech | 4 | 89 | 400
livros_tecnicos | books_technical | leisure | 3 | 57 | 850
telefonia_fixa | fixed_telephony | tech | 3 | 64 | 400
fashion_calcados | fashion_shoes | fashion | 3 | 77 | 850
pcs | computers | tech | 2 | 1100 | 2800
fashion_roupa_masculina | fashion_male_clothing | fashion | 2 | 60 | 600
fashion_roupa_feminina | fashio_female_clothing | fashion | 2 | 50 | 475
fraldas_higiene | diapers_and_hygiene | everyday | 2 | 37 | 600
flores | flowers | home | 1 | 26 | 850
pc_gamer | | tech | 2 | 130 | 2800
portateis_cozinha_e_preparadores_de_alimentos | | home | 2 | 80 | 1200
"""

# What a group of categories costs more (or less) from year to year.
PRICE_DRIFT = {"home": 0.10, "everyday": 0.06, "fashion": 0.04, "leisure": 0.02, "tech": -0.08}

# name | state | first and last zip code prefix | latitude | longitude | weight
CITIES = """
São Paulo | SP | 1003 | 5890 | -23.55 | -46.63 | 240
Campinas | SP | 13010 | 13107 | -22.91 | -47.06 | 32
Guarulhos | SP | 7010 | 7273 | -23.45 | -46.52 | 27
São Bernardo do Campo | SP | 9600 | 9896 | -23.69 | -46.56 | 22
Santo André | SP | 9010 | 9291 | -23.66 | -46.53 | 20
Osasco | SP | 6010 | 6298 | -23.53 | -46.79 | 18
Santos | SP | 11010 | 11095 | -23.96 | -46.33 | 16
São José dos Campos | SP | 12209 | 12248 | -23.20 | -45.89 | 16
Sorocaba | SP | 18010 | 18108 | -23.50 | -47.46 | 15
Ribeirão Preto | SP | 14010 | 14098 | -21.18 | -47.81 | 14
Rio de Janeiro | RJ | 20010 | 23595 | -22.91 | -43.20 | 94
Niterói | RJ | 24020 | 24370 | -22.89 | -43.12 | 14
Nova Iguaçu | RJ | 26010 | 26299 | -22.76 | -43.45 | 11
São Gonçalo | RJ | 24410 | 24756 | -22.83 | -43.05 | 10
Belo Horizonte | MG | 30110 | 31995 | -19.92 | -43.94 | 68
Juiz de Fora | MG | 36010 | 36092 | -21.76 | -43.35 | 17
Contagem | MG | 32010 | 32372 | -19.93 | -44.05 | 16
Uberlândia | MG | 38400 | 38425 | -18.92 | -48.28 | 16
Porto Alegre | RS | 90010 | 91920 | -30.03 | -51.22 | 35
Caxias do Sul | RS | 95010 | 95124 | -29.17 | -51.18 | 10
Santa Maria | RS | 97010 | 97110 | -29.69 | -53.81 | 10
Curitiba | PR | 80010 | 82990 | -25.43 | -49.27 | 33
Londrina | PR | 86010 | 86088 | -23.31 | -51.16 | 9
Maringá | PR | 87005 | 87103 | -23.42 | -51.94 | 9
Florianópolis | SC | 88010 | 88095 | -27.60 | -48.55 | 19
Joinville | SC | 89201 | 89239 | -26.30 | -48.85 | 10
Blumenau | SC | 89010 | 89095 | -26.92 | -49.07 | 8
Salvador | BA | 40010 | 41950 | -12.97 | -38.50 | 26
Feira de Santana | BA | 44001 | 44096 | -12.27 | -38.97 | 8
Brasília | DF | 70040 | 73370 | -15.79 | -47.88 | 21
Vitória | ES | 29010 | 29092 | -20.32 | -40.34 | 10
Vila Velha | ES | 29100 | 29129 | -20.33 | -40.29 | 10
Goiânia | GO | 74003 | 74893 | -16.69 | -49.26 | 16
Anápolis | GO | 75020 | 75145 | -16.33 | -48.95 | 4
Recife | PE | 50010 | 52390 | -8.05 | -34.88 | 13
Olinda | PE | 53010 | 53370 | -8.01 | -34.86 | 4
Fortaleza | CE | 60010 | 60876 | -3.72 | -38.54 | 13
Belém | PA | 66010 | 66914 | -1.46 | -48.49 | 10
Cuiabá | MT | 78005 | 78099 | -15.60 | -56.10 | 9
São Luís | MA | 65010 | 65095 | -2.53 | -44.30 | 8
Campo Grande | MS | 79002 | 79118 | -20.44 | -54.65 | 7
João Pessoa | PB | 58010 | 58090 | -7.12 | -34.86 | 5
Teresina | PI | 64000 | 64091 | -5.09 | -42.80 | 5
Natal | RN | 59010 | 59139 | -5.79 | -35.21 | 5
Maceió | AL | 57010 | 57086 | -9.67 | -35.74 | 4
Aracaju | SE | 49000 | 49097 | -10.91 | -37.07 | 4
Palmas | TO | 77001 | 77066 | -10.17 | -48.33 | 3
Porto Velho | RO | 76801 | 76829 | -8.76 | -63.90 | 3
Manaus | AM | 69005 | 69099 | -3.12 | -60.02 | 2
Rio Branco | AC | 69900 | 69919 | -9.97 | -67.81 | 1
Macapá | AP | 68900 | 68909 | 0.03 | -51.07 | 1
Boa Vista | RR | 69301 | 69317 | 2.82 | -60.67 | 1
"""

# Review texts: mood, title, message. Trap: accents, commas, quotes, emoji and line breaks.
COMMENTS = [
    ("good", "Recomendo", "Chegou antes do prazo, muito bem embalado."),
    ("good", "Ótimo", "Produto excelente 😍\r\nCompraria de novo."),
    ("good", "Muito bom", 'Igual à foto, "qualidade" de verdade.'),
    ("good", "Nota 10 👍", "Entrega rápida e atenção do vendedor."),
    ("good", "Satisfeita", "Minha irmã adorou o presente!"),
    ("mixed", "Mais ou menos", "O produto é bom, mas a caixa veio amassada."),
    ("mixed", "Razoável", "Serve, porém a cor não é a do anúncio.\r\nEsperava mais."),
    ("mixed", "Ok", 'Funciona. O manual "completo" tem uma página só.'),
    ("mixed", "Regular", "Demorou um pouco, no fim chegou 😐"),
    ("mixed", "Poderia melhorar", "Tamanho menor do que imaginei."),
    ("bad", "Péssimo", "Veio com defeito e ninguém responde 😡"),
    ("bad", "Não recomendo", 'Comprei dois, recebi um.\r\nO suporte diz "aguarde".'),
    ("bad", "Decepção", "Atrasou, e a embalagem estava aberta."),
    ("bad", "Nunca mais", "Não é o modelo que pedi, quero a devolução."),
    ("bad", "Ruim", "Quebrou no primeiro dia."),
]

COMMENTS_PER_MOOD = 5


def text_table(text: str) -> list[list[str | None]]:
    """Return the rows of one of the tables above; an empty field is None."""
    lines = text.strip().splitlines()
    return [[field.strip() or None for field in line.split("|")] for line in lines]


def create_reference(
    con: duckdb.DuckDBPyConnection, name: str, columns: str, rows: Sequence[Sequence[object]]
) -> None:
    """Create a small table whose columns are declared as in `create table`."""
    con.execute(f"create table {name} ({columns})")
    marks = ", ".join("?" for _ in rows[0])
    con.executemany(f"insert into {name} values ({marks})", rows)


def create_lottery(
    con: duckdb.DuckDBPyConnection, name: str, choice: str, source: str, group: str = "1"
) -> None:
    """Create a lottery (lottery_group, ticket, choice) from a table with an integer `weight`.

    Sums are of integers, so they do not depend on the order in which they are taken.
    """
    con.execute(f"""
        create table {name} as
        with weighted as (
            select
                {group} as lottery_group,
                {choice},
                weight::bigint as weight,
                sum(weight::bigint) over (partition by {group} order by {choice})::bigint as upper,
                sum(weight::bigint) over (partition by {group})::bigint as total,
            from {source}
        )
        select
            lottery_group,
            {choice},
            unnest(range((upper - weight) * {TICKETS} // total, upper * {TICKETS} // total))
                as ticket,
        from weighted
    """)


def create_macros(
    con: duckdb.DuckDBPyConnection, *, orders: int, seed: int, start: date, weeks: int
) -> None:
    """Create the macros that the other statements share: the arguments, draws and ids.

    The draw is a 32-bit integer hash (two rounds of xor-shift and multiply) of the key, after the
    salt has turned into a multiplier and an offset. DuckDB's own hash() is not used: it may change
    from version to version, and hash(seed, salt, key) gives correlated numbers for two salts.
    """
    con.execute(f"""
        create macro order_count() as {orders};
        create macro day_count() as {weeks * 7};
        create macro shop_start() as timestamp '{start} 00:00:00';
        create macro shop_end() as shop_start() + to_days({weeks * 7});

        create macro salt_number(salt, part) as
            (md5_number_lower(concat('{seed}/', part, '/', salt)) & 2147483647)::bigint;
        create macro stir(x, shift) as ((xor(x, x >> shift) * 73244475) & 4294967295);
        create macro draw(salt, key) as (
            0.5
            + stir(
                stir((key * (salt_number(salt, 1) | 1) + salt_number(salt, 2)) & 4294967295, 16),
                15
            )
        ) / 4294967296.0;

        -- a whole number from 0 up to, but not including, n
        create macro pick(salt, key, n) as floor(draw(salt, key) * n)::integer;
        create macro ticket(salt, key) as floor(draw(salt, key) * {TICKETS})::bigint;
        -- bell-shaped (logistic) with mean 0 and standard deviation 1
        create macro bell(salt, key) as
            ln(draw(salt, key) / (1 - draw(salt, key))) / 1.8138;
        -- how many times in a row something with this probability happens
        create macro run_length(salt, key, probability) as
            floor(ln(draw(salt, key)) / ln(probability))::integer;

        create macro id(kind, key) as md5(concat('{seed}/', kind, '/', key));
        -- so that rare irregularities are present in small shops too
        create macro at_least(share) as greatest(share, least(8.0 / order_count(), 0.02));
    """)


def create_references(con: duckdb.DuckDBPyConnection) -> None:
    """Create the tables that hold the constants of this file."""
    create_reference(
        con,
        "customer_types",
        "customer_type varchar, share_start double, share_end double, repeat_share double, "
        "more_purchases double, gap_days double, more_items double, taste varchar, "
        "taste_strength double, price_slope double, satisfaction double, "
        "satisfaction_drift double, boleto_share double",
        [[name, *values] for name, values in CUSTOMER_TYPES.items()],
    )
    create_reference(
        con,
        "fates",
        "fate_number integer, status varchar, share double, last_stage integer, "
        "has_items boolean, is_paid boolean",
        [[number, *values] for number, values in enumerate(FATES)],
    )
    create_reference(
        con,
        "categories",
        "category_number integer, category varchar, category_english varchar, taste varchar, "
        "weight integer, median_price double, median_grams double, price_drift double",
        [[i, *row, PRICE_DRIFT[row[2]]] for i, row in enumerate(text_table(CATEGORIES))],
    )
    create_reference(
        con,
        "cities",
        "city_number integer, city varchar, state varchar, first_zip integer, last_zip integer, "
        "latitude double, longitude double, weight integer",
        [[number, *row] for number, row in enumerate(text_table(CITIES))],
    )
    create_reference(
        con,
        "comments",
        "mood varchar, slot integer, title varchar, message varchar",
        [[mood, i % COMMENTS_PER_MOOD, *text] for i, (mood, *text) in enumerate(COMMENTS)],
    )
    con.execute("""
        create table weighted_fates as
        select fate_number, (at_least(share) * 1000000)::bigint as weight
        from fates
    """)
    create_lottery(con, "fate_lottery", "fate_number", "weighted_fates")
    create_lottery(con, "category_lottery", "category_number", "categories")


def create_calendar(con: duckdb.DuckDBPyConnection) -> None:
    """Create the lotteries of days and hours, and the mix of customer types on each day.

    The shop grows, sells more towards the end of the year, most of all on the fourth Friday of
    November, and sells less at weekends and at night.
    """
    con.execute("""
        create table days as
        with dated as (
            select
                day_number,
                day_number / day_count() as progress,
                (shop_start() + to_days(day_number))::date as day,
            from (select unnest(range(day_count()))::integer as day_number)
        )
        select
            day_number,
            progress,
            (
                1000
                * (0.5 + 1.1 * progress + 1.6 * exp(-power(progress / 0.2, 2)))
                * [.95, .93, 1.02, .98, 1.06, .96, 1.0, 1.02, .97, 1.0, 1.35, 1.08][month(day)]
                * [1.13, 1.12, 1.09, 1.03, 0.99, 0.76, 0.88][isodow(day)]
                * case
                    when month(day) = 11 and isodow(day) = 5 and day(day) between 22 and 28 then 4
                    else 1
                end
            )::bigint as weight,
        from dated
    """)
    create_lottery(con, "day_lottery", "day_number", "days")
    con.execute("""
        create table hours as
        select
            unnest(range(24)) as hour,
            unnest([
                24, 12, 5, 3, 2, 2, 5, 12, 30, 48, 62, 66, 60, 65, 66, 65, 67, 62, 58, 60, 62, 62,
                58, 41
            ]) as weight
    """)
    create_lottery(con, "hour_lottery", "hour", "hours")
    con.execute(f"""
        create table daily_types as
        with shares as (
            select
                day_number,
                customer_type,
                floor(
                    1000 * greatest(0, share_start + (share_end - share_start) * progress)
                )::bigint as share,
            from days
            cross join customer_types
        ),

        cumulated as (
            select
                day_number,
                customer_type,
                share,
                sum(share) over (partition by day_number order by customer_type) as upper,
                sum(share) over (partition by day_number) as total,
            from shares
        )
        select
            day_number,
            customer_type,
            ((upper - share) * {TICKETS} // total)::bigint as first_ticket,
            (upper * {TICKETS} // total)::bigint as end_ticket,
        from cumulated
    """)


def create_zip_codes(con: duckdb.DuckDBPyConnection) -> None:
    """Create the zip code prefixes, spread over the cities by weight, and their lotteries.

    Remoteness is the distance in km from São Paulo, on which freight and delivery time depend.
    """
    con.execute("""
        create table zip_codes as
        with sized as (
            select
                *,
                last_zip - first_zip + 1 as zip_range,
                least(
                    last_zip - first_zip + 1,
                    greatest(1, round(5.2 * sqrt(order_count()) * weight / sum(weight) over ()))
                )::integer as zip_count,
            from cities
        ),

        spread as (
            select
                *,
                unnest(range(zip_count)) as zip_in_city,
            from sized
        ),

        numbered as (
            select
                *,
                first_zip + zip_in_city * zip_range // zip_count as zip_code,
                row_number() over (order by city_number, zip_in_city) as zip_number,
            from spread
        ),

        located as (
            select
                zip_number,
                lpad(zip_code::varchar, 5, '0') as zip_code_prefix,
                city,
                state,
                latitude + 0.04 * bell('zip latitude', zip_number) as latitude,
                longitude + 0.04 * bell('zip longitude', zip_number) as longitude,
                -- trap: some prefixes are missing from the geolocation file
                zip_number % 100 = 50 as is_unlocated,
                10000 * weight * exp(0.5 * bell('zip weight', zip_number)) / zip_count as weight,
            from numbered
        )
        select
            zip_number,
            zip_code_prefix,
            city,
            state,
            latitude,
            longitude,
            is_unlocated,
            111 * sqrt(
                power(latitude + 23.55, 2) + power(0.93 * (longitude + 46.63), 2)
            ) as remoteness,
            (case when is_unlocated then 0.3 else 1 end * weight)::bigint as weight,
        from located
    """)
    create_lottery(con, "home_lottery", "zip_number", "zip_codes")
    con.execute("""
        create table seller_zip_codes as
        select zip_number, case when state = 'SP' then 2 * weight else weight end as weight
        from zip_codes
    """)
    create_lottery(con, "seller_zip_lottery", "zip_number", "seller_zip_codes")


def create_sellers(con: duckdb.DuckDBPyConnection) -> None:
    """Create the sellers: a few have most products, and some begin to sell late."""
    con.execute("""
        create table sellers as
        select
            seller_number,
            zip_number,
            case
                when seller_number % 10 = 7
                    then day_count() - 7 - pick('late start', seller_number, day_count() // 10)
                when seller_number % 3 = 1
                    then pick('start', seller_number, day_count() // 2)
                else 0
            end as first_day,
            (1000000 / power(seller_number + 3, 0.9))::bigint as weight,
        from (
            select unnest(range((1.8 * sqrt(order_count()))::integer + 10)) as seller_number
        ) as numbers
        inner join seller_zip_lottery
            on seller_zip_lottery.ticket = ticket('seller zip', seller_number)
    """)
    create_lottery(con, "seller_lottery", "seller_number", "sellers")


def create_products(con: duckdb.DuckDBPyConnection) -> None:
    """Create the products and, for each customer type, the lottery of what it buys.

    Before a seller's first day its products have a stand-in: one of the same taste and about the
    same price, of a seller who is there from the start.
    """
    con.execute("""
        create table products as
        with numbers as (
            select unnest(range((7 * sqrt(order_count()))::integer + 20)) as product_number
        ),

        sorted_out as (
            select
                product_number,
                -- every category and every seller has at least one product
                case
                    when product_number < (select count(*) from categories) then product_number
                    else category_number
                end as category_number,
                case
                    when product_number < (select count(*) from sellers) then product_number
                    else seller_number
                end as seller_number,
            from numbers
            inner join category_lottery
                on category_lottery.ticket = ticket('product category', product_number)
            inner join seller_lottery
                on seller_lottery.ticket = ticket('product seller', product_number)
        ),

        priced as (
            select
                sorted_out.*,
                categories.* exclude (category_number, weight),
                sellers.first_day,
                -- trap: products without a category
                product_number >= 50
                and draw('no category', product_number) < at_least(0.0185) as has_no_category,
                greatest(
                    5, least(6000, median_price * exp(0.75 * bell('price', product_number)))
                ) as base_price,
                [0.90, 0.99, 0.90, 0.00, 0.50][1 + pick('price ending', product_number, 5)]
                    as price_ending,
                greatest(
                    50, round(median_grams * exp(0.6 * bell('grams', product_number)), -1)
                )::integer as grams,
                exp(0.8 * bell('popularity', product_number)) as popularity,
            from sorted_out
            inner join categories using (category_number)
            inner join sellers using (seller_number)
        )
        select
            *,
            coalesce(
                last_value(case when first_day = 0 then product_number end ignore nulls) over (
                    order by taste, base_price, product_number
                ),
                0
            ) as stand_in_number,
        from priced
    """)
    con.execute("""
        create table product_weights as
        select
            customer_type,
            product_number,
            (
                100000
                * popularity
                * case when products.taste = customer_types.taste then taste_strength else 1 end
                * power(base_price / 80, price_slope)
            )::bigint as weight,
        from products
        cross join customer_types
    """)
    create_lottery(
        con, "product_lottery", "product_number", "product_weights", group="customer_type"
    )


def create_customers(con: duckdb.DuckDBPyConnection) -> None:
    """Create one candidate customer per order; those who are not needed are dropped later."""
    con.execute(f"""
        create table customers as
        select
            customer_number,
            customer_type,
            day_lottery.day_number as first_day,
            home.zip_number as zip_number,
            -- trap: some of those who return have moved
            case
                when draw('moves', customer_number) < 0.15 then new_home.zip_number
                else home.zip_number
            end as later_zip_number,
            gap_days * exp(0.35 * bell('gap', customer_number)) as gap_days,
            case
                when draw('returns', customer_number) < repeat_share
                    then least(
                        2 + run_length('purchases', customer_number, more_purchases),
                        {MOST_PURCHASES}
                    )
                else 1
            end as purchase_count,
        from (select unnest(range(order_count())) as customer_number) as numbers
        inner join day_lottery on day_lottery.ticket = ticket('first day', customer_number)
        inner join daily_types
            on
                daily_types.day_number = day_lottery.day_number
                and ticket('type', customer_number) >= first_ticket
                and ticket('type', customer_number) < end_ticket
        inner join customer_types using (customer_type)
        inner join home_lottery as home on home.ticket = ticket('home', customer_number)
        inner join home_lottery as new_home
            on new_home.ticket = ticket('new home', customer_number)
    """)


def create_orders(con: duckdb.DuckDBPyConnection) -> None:
    """Create the orders, numbered by time of purchase, with everything that happens to them.

    A purchase is sometimes split into two orders; they share its fate and, trap, its review. The
    timestamps are those of the full story; `stage` says how far it came before the data end.
    """
    con.execute(f"""
        create table purchases as
        with repeated as (
            select *, unnest(range(purchase_count)) as purchase_number
            from customers
        ),

        keyed as (
            select *, customer_number * {MOST_PURCHASES} + purchase_number as purchase_key
            from repeated
        ),

        dated as (
            select
                *,
                case
                    when purchase_number = 0 then first_day
                    else first_day + round(
                        gap_days * (purchase_number + 0.6 * (draw('rhythm', purchase_key) - 0.5))
                    )::integer
                end as day_number,
            from keyed
        )
        select
            purchase_key,
            customer_number,
            customer_type,
            case when purchase_number = 0 then zip_number else later_zip_number end as zip_number,
            day_number,
            shop_start()
                + to_days(day_number)
                + to_seconds(hour * 3600 + pick('second', purchase_key, 3600)) as purchased_at,
            unnest(
                range(case when draw('split', purchase_key) < at_least(0.008) then 2 else 1 end)
            ) as part,
        from dated
        inner join hour_lottery on hour_lottery.ticket = ticket('hour', purchase_key)
        where day_number < day_count()
    """)
    con.execute("""
        create table kept_purchases as
        select *
        from purchases
        qualify row_number() over (order by purchase_key, part) <= order_count()
    """)
    con.execute("drop table purchases")
    con.execute("""
        create table numbered_orders as
        select
            row_number() over (order by purchased_at, purchase_key, part) as order_number,
            *,
        from kept_purchases
    """)
    con.execute("drop table kept_purchases")
    con.execute("""
        create table orders as
        with choices as (
            select
                numbered_orders.*,
                zip_codes.remoteness,
                fates.status,
                fates.last_stage,
                fates.has_items,
                fates.is_paid,
                customer_types.more_items,
                customer_types.satisfaction
                    + satisfaction_drift * day_number / day_count() as satisfaction,
                case
                    when draw('pays by', purchase_key) < boleto_share then 'boleto'
                    when draw('pays by', purchase_key) > 0.985 then 'debit_card'
                    when draw('pays by', purchase_key) > 0.97 then 'voucher'
                    when draw('pays by', purchase_key) > 0.94 then 'split'
                    else 'credit_card'
                end as pays_by,
            from numbered_orders
            inner join customer_types using (customer_type)
            inner join zip_codes using (zip_number)
            inner join fate_lottery on fate_lottery.ticket = ticket('fate', purchase_key)
            inner join fates using (fate_number)
        ),

        approved as (
            select
                *,
                purchased_at + to_seconds((
                    case
                        when pays_by = 'boleto' then 36 + 30 * draw('approval', purchase_key)
                        when draw('slow', purchase_key) < 0.15
                            then 2 + 24 * draw('approval', purchase_key)
                        else 0.15 + 0.5 * draw('approval', purchase_key)
                    end * 3600
                )::bigint) as approved_at,
                purchased_at::date::timestamp + to_days(
                    14 + (remoteness / 150)::integer + pick('promise', purchase_key, 11)
                ) as estimated_at,
            from choices
        ),

        handed_over as (
            select
                *,
                approved_at + to_seconds(
                    (86400 * 1.8 * exp(0.75 * bell('packing', purchase_key)))::bigint
                ) as handed_over_at,
            from approved
        ),

        delivered as (
            select
                *,
                handed_over_at + to_seconds((
                    86400
                    * (4.5 + remoteness / 170)
                    * exp(0.65 * bell('transport', purchase_key))
                )::bigint) as delivered_at,
            from handed_over
        ),

        staged as (
            select
                *,
                least(
                    last_stage,
                    case
                        when delivered_at < shop_end() then 3
                        when handed_over_at < shop_end() then 2
                        when approved_at < shop_end() then 1
                        else 0
                    end
                ) as stage,
            from delivered
        )
        select
            * exclude (status, last_stage),
            case
                when stage = last_stage or status = 'canceled' then status
                when stage = 2 then 'shipped'
                when stage = 1 and draw('waits', purchase_key) < 0.5 then 'invoiced'
                when stage = 1 then 'processing'
                else 'created'
            end as status,
            last_stage = 3 as will_arrive,
        from staged
    """)
    con.execute("drop table numbered_orders")


def create_items(con: duckdb.DuckDBPyConnection) -> None:
    """Create the items, also those of orders whose items the source does not show.

    Several items of an order are often the same product. Prices follow the drift of their group
    of categories, month by month.
    """
    con.execute(f"""
        create table item_tickets as
        with repeated as (
            select
                order_number,
                customer_type,
                day_number,
                unnest(
                    range(
                        1,
                        least(
                            2 + run_length('items', order_number, more_items), {MOST_ITEMS + 1}
                        )
                    )
                ) as item_number,
            from orders
        )
        select
            *,
            ticket(
                'product',
                20 * order_number
                + case
                    when draw('same again', 20 * order_number + item_number) < 0.5 then 1
                    else item_number
                end
            ) as ticket,
        from repeated
    """)
    con.execute("""
        create table item_products as
        select
            order_number,
            item_number,
            case
                when products.first_day <= day_number then product_number
                else stand_in_number
            end as product_number,
        from item_tickets
        inner join product_lottery
            on
                product_lottery.lottery_group = item_tickets.customer_type
                and product_lottery.ticket = item_tickets.ticket
        inner join products using (product_number)
    """)
    con.execute("drop table item_tickets")
    con.execute("""
        create table items as
        select
            order_number,
            item_number,
            product_number,
            seller_number,
            has_items,
            approved_at + to_days(4 + pick('limit', 20 * order_number + item_number, 5))
                as shipping_limit_at,
            (
                floor(base_price * power(1 + price_drift, day_number // 30 / 12)) + price_ending
            )::decimal(10, 2) as price,
            (
                (11 + remoteness / 90 + 2 * sqrt(grams / 1000) + grams / 2500)
                * (0.85 + 0.3 * draw('freight', 20 * order_number + item_number))
            )::decimal(10, 2) as freight,
        from item_products
        inner join orders using (order_number)
        inner join products using (product_number)
    """)
    con.execute("drop table item_products")


def create_payments(con: duckdb.DuckDBPyConnection) -> None:
    """Create the payments: of every order they sum to its items and freight, to the cent.

    Trap: one delivered order has no payment at all.
    """
    con.execute("""
        create table bills as
        select
            order_number,
            (100 * sum(price + freight))::bigint as cents,
        from items
        group by order_number
    """)
    con.execute("""
        create table payments as
        with parts as (
            select
                order_number,
                pays_by,
                is_paid,
                cents,
                case
                    when not is_paid then 1
                    when pays_by = 'split' then 2 + run_length('vouchers', order_number, 0.3)
                    when pays_by = 'voucher' then 1 + run_length('vouchers', order_number, 0.2)
                    else 1
                end as part_count,
            from orders
            inner join bills using (order_number)
            where
                order_number != (
                    select min(order_number)
                    from orders
                    where status = 'delivered' and order_number >= order_count() // 2
                )
        ),

        valued as (
            select
                *,
                -- what each part but the first is worth
                floor(
                    cents * (0.2 + 0.8 * draw('voucher value', order_number)) / part_count
                )::bigint as voucher_cents,
                unnest(range(1, part_count + 1)) as part,
            from parts
        )
        select
            order_number,
            part,
            case
                when not is_paid then 'not_defined'
                when pays_by = 'split' and part = 1 then 'credit_card'
                when pays_by = 'split' then 'voucher'
                else pays_by
            end as payment_type,
            case
                when is_paid and part = 1 and pays_by in ('credit_card', 'split')
                    then 1 + pick(
                        'instalments', order_number, greatest(1, least(10, cents // 2000))
                    )
                else 1
            end as instalments,
            (
                case
                    when not is_paid then 0
                    when part = 1 then cents - (part_count - 1) * voucher_cents
                    else voucher_cents
                end / 100
            )::decimal(10, 2) as amount,
        from valued
    """)
    con.execute("drop table bills")


def create_reviews(con: duckdb.DuckDBPyConnection) -> None:
    """Create the reviews that were answered before the data end.

    Traps: orders without a review, orders with two, two orders with the same one (see
    `create_orders`), and reviews without the time of the answer.
    """
    con.execute("""
        create table scored_reviews as
        with repeated as (
            select
                *,
                unnest(
                    range(case when draw('second', purchase_key) < at_least(0.0055) then 2 else 1 end)
                ) as review_number,
            from orders
            where draw('no review', purchase_key) >= 0.007
        ),

        asked as (
            select
                order_number,
                2 * purchase_key + review_number as review_key,
                case when will_arrive then delivered_at else estimated_at + to_days(1) end
                    ::date::timestamp
                    + to_days(1 + (3 * review_number)::integer) as created_at,
                satisfaction - case
                    when not will_arrive then 3
                    when delivered_at > estimated_at then 2
                    else 0
                end as mood,
            from repeated
        )
        select
            order_number,
            review_key,
            created_at,
            created_at + to_seconds(
                (3600 * (8 + 34 * exp(0.6 * bell('answer', review_key))))::bigint
            ) as answered_at,
            draw('no answer time', review_key) < at_least(0.0003) as hides_answer,
            greatest(1, least(5, round(mood + 0.9 * bell('score', review_key))))::integer as score,
        from asked
        where created_at < shop_end()
    """)
    con.execute(f"""
        create table reviews as
        select
            order_number,
            review_key,
            score,
            case when draw('has title', review_key) < 0.1 then title end as title,
            case
                when draw('has message', review_key) < [0.7, 0.6, 0.4, 0.3, 0.3][score]
                    then message
            end as message,
            created_at,
            case when not hides_answer then answered_at end as answered_at,
        from scored_reviews
        inner join comments
            on
                comments.mood = case when score < 3 then 'bad' when score = 3 then 'mixed' else 'good' end
                and comments.slot = pick('comment', review_key, {COMMENTS_PER_MOOD})
        where answered_at < shop_end()
    """)
    con.execute("drop table scored_reviews")


# What each file contains: columns that a CSV file always quotes, and the query, in total order.
FILES = {
    "olist_customers_dataset": (
        "customer_zip_code_prefix",
        """
        select
            id('order customer', order_number) as customer_id,
            id('customer', customer_number) as customer_unique_id,
            zip_code_prefix as customer_zip_code_prefix,
            lower(strip_accents(city)) as customer_city,
            state as customer_state,
        from orders
        inner join zip_codes using (zip_number)
        order by order_number
        """,
    ),
    # Trap: cities with and without accents, a few coordinates on another continent.
    "olist_geolocation_dataset": (
        "geolocation_zip_code_prefix",
        """
        with points as (
            select
                *,
                unnest(range(2 + zip_number % 2)) as point_number,
                3 * zip_number + point_number as point_key,
                draw('outlier', point_key) < at_least(0.0005) as is_outlier,
            from zip_codes
            where not is_unlocated
        )
        select
            zip_code_prefix as geolocation_zip_code_prefix,
            round(
                case when is_outlier then 41.2 else latitude end
                + 0.004 * bell('point latitude', point_key),
                6
            ) as geolocation_lat,
            round(
                case when is_outlier then -8.6 else longitude end
                + 0.004 * bell('point longitude', point_key),
                6
            ) as geolocation_lng,
            lower(case when point_number = 2 then city else strip_accents(city) end)
                as geolocation_city,
            state as geolocation_state,
        from points
        order by point_key
        """,
    ),
    "olist_order_items_dataset": (
        "",
        """
        select
            id('order', order_number) as order_id,
            item_number as order_item_id,
            id('product', product_number) as product_id,
            id('seller', seller_number) as seller_id,
            shipping_limit_at as shipping_limit_date,
            price,
            freight as freight_value,
        from items
        where has_items
        order by order_number, item_number
        """,
    ),
    "olist_order_payments_dataset": (
        "",
        """
        select
            id('order', order_number) as order_id,
            part as payment_sequential,
            payment_type,
            instalments as payment_installments,
            amount as payment_value,
        from payments
        order by order_number, part
        """,
    ),
    "olist_order_reviews_dataset": (
        "",
        """
        select
            id('review', review_key) as review_id,
            id('order', order_number) as order_id,
            score as review_score,
            title as review_comment_title,
            message as review_comment_message,
            created_at as review_creation_date,
            answered_at as review_answer_timestamp,
        from reviews
        order by order_number, review_key
        """,
    ),
    # Trap: delivered orders without a delivery date.
    "olist_orders_dataset": (
        "",
        """
        select
            id('order', order_number) as order_id,
            id('order customer', order_number) as customer_id,
            status as order_status,
            purchased_at as order_purchase_timestamp,
            case when stage >= 1 then approved_at end as order_approved_at,
            case when stage >= 2 then handed_over_at end as order_delivered_carrier_date,
            case
                when stage = 3 and draw('no delivery date', order_number) >= at_least(0.0001)
                    then delivered_at
            end as order_delivered_customer_date,
            estimated_at as order_estimated_delivery_date,
        from orders
        order by order_number
        """,
    ),
    "olist_products_dataset": (
        "",
        """
        select
            id('product', product_number) as product_id,
            case when not has_no_category then category end as product_category_name,
            case when not has_no_category then 20 + pick('name', product_number, 44) end
                as product_name_lenght,
            case
                when not has_no_category
                    then (600 * exp(0.7 * bell('description', product_number)))::integer
            end as product_description_lenght,
            case
                when not has_no_category
                    then least(1 + run_length('photos', product_number, 0.5), 12)
            end as product_photos_qty,
            grams as product_weight_g,
            16 + pick('length', product_number, 50) as product_length_cm,
            2 + pick('height', product_number, 40) as product_height_cm,
            11 + pick('width', product_number, 40) as product_width_cm,
        from products
        order by product_number
        """,
    ),
    "olist_sellers_dataset": (
        "seller_zip_code_prefix",
        """
        select
            id('seller', seller_number) as seller_id,
            zip_code_prefix as seller_zip_code_prefix,
            lower(strip_accents(city)) as seller_city,
            state as seller_state,
        from sellers
        inner join zip_codes using (zip_number)
        order by seller_number
        """,
    ),
    "product_category_name_translation": (
        "",
        """
        select
            category as product_category_name,
            category_english as product_category_name_english,
        from categories
        where category_english is not null
        order by category_number
        """,
    ),
}


def write_files(
    con: duckdb.DuckDBPyConnection, output_dir: Path, file_format: str, types_file: Path
) -> None:
    """Write the nine files into the directory, and the true customer types beside it."""
    for name, (quoted, query) in FILES.items():
        options = "format parquet, compression zstd"
        if file_format == "csv":
            options = "format csv, header, timestampformat '%Y-%m-%d %H:%M:%S'"
            if quoted:
                options += f", force_quote ({quoted})"
            if name == "olist_order_reviews_dataset":
                options += ", new_line '\\r\\n'"  # trap
        con.execute(f"copy ({query}) to '{output_dir / name}.{file_format}' ({options})")
    if file_format == "csv":
        translation = output_dir / "product_category_name_translation.csv"
        translation.write_bytes(b"\xef\xbb\xbf" + translation.read_bytes())  # trap
    con.execute(f"""
        copy (
            select
                id('customer', customer_number) as customer_unique_id,
                customer_type,
            from customers
            where customer_number <= (select max(customer_number) from orders)
            order by customer_number
        ) to '{types_file}' (format csv, header)
    """)


def generate_shop(
    output_dir: Path,
    *,
    orders: int = DEFAULT_ORDERS,
    seed: int = 42,
    file_format: str = "csv",
    start: date = DEFAULT_START,
    weeks: int = DEFAULT_WEEKS,
    types_file: Path | None = None,
    threads: int | None = None,
    memory_limit: str = "4GB",
) -> None:
    output_dir.mkdir(parents=True, exist_ok=True)
    types_file = types_file or output_dir.with_name(f"{output_dir.name}_customer_types.csv")
    import time
    t0 = time.time()
    with tempfile.TemporaryDirectory(prefix=".generate_shop_", dir=output_dir.parent) as work_dir:
        with duckdb.connect(f"{work_dir}/shop.duckdb") as con:
            con.execute(f"set memory_limit = '{memory_limit}'")
            con.execute(f"set temp_directory = '{work_dir}'")
            if threads:
                con.execute(f"set threads = {threads}")
            create_macros(con, orders=orders, seed=seed, start=start, weeks=weeks)
            for f in [create_references, create_calendar, create_zip_codes, create_sellers, create_products, create_customers, create_orders, create_items, create_payments, create_reviews]:
                f(con); print(f.__name__, round(time.time()-t0,1), flush=True)
            write_files(con, output_dir, file_format, types_file)
            print(round(time.time()-t0,1))

if __name__ == "__main__":
    generate_shop(Path(sys.argv[1]), orders=int(sys.argv[2]), file_format=sys.argv[3] if len(sys.argv)>3 else 'csv')
