-- What cells are told apart by, for each kind of traffic: all that both of its sides know. `by_id`: names that
-- two ids share are kept apart, which only works where both sides have ids.
CREATE OR REPLACE TEMP TABLE told_apart AS
SELECT unnest(from_json($flags, '[{
    "traffic": "VARCHAR", "by_id": "BOOLEAN", "by_day": "BOOLEAN", "by_workspace": "BOOLEAN",
    "by_api_key": "BOOLEAN", "by_actor": "BOOLEAN", "by_product": "BOOLEAN", "by_model": "BOOLEAN",
    "by_cost_type": "BOOLEAN", "by_token_type": "BOOLEAN", "by_service_tier": "BOOLEAN",
    "by_context_window": "BOOLEAN", "by_geo": "BOOLEAN", "by_speed": "BOOLEAN"}]'), recursive := TRUE)
