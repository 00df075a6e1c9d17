"""dbt model: how good the cuts of the Ward tree of each recipe are, by several measures."""

from segmentation import evaluate_recipes, evaluate_ward


def model(dbt, session):
    """Return one row per recipe and number of clusters."""
    policy = dbt.config.get("meta")
    values, merges = dbt.ref("int_feature_values"), dbt.ref("ml_ward_merges")
    leaves = dbt.ref("ml_ward_leaves").order("value_id").df().groupby("recipe")["leaf_number"]
    cuts = merges.order("leaf_number").df().groupby(["recipe", "cluster_count"])["cluster_number"]

    def evaluate(customers, recipe):
        leaf_of_value = leaves.get_group(recipe).to_numpy()
        labelings = {
            int(cluster_count): cut.to_numpy()[leaf_of_value]
            for (cut_recipe, cluster_count), cut in cuts
            if cut_recipe == recipe and cluster_count in policy["cluster_counts"]
        }
        return evaluate_ward(customers, labelings, policy["random_state"])

    return evaluate_recipes(values.df(), policy["recipes"], evaluate)
