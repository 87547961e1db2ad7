"""What a role may see, of the tables as the dbt models describe them."""
