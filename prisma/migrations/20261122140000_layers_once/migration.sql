-- Which layers say what is asked once for each window of a flush, not for each warning and denial: the planner put the query behind
-- the join into the list of what is inserted, and with it a function that costs more than all else of a row.
DO $migration$
DECLARE
  of regprocedure := 'consume(uuid, text, uuid[], uuid[], text[], uuid[], text[], int[], int[], numeric[], int[], int[], text[], jsonb[], text[], uuid[], uuid[], int[])';
  layers text := $$SELECT j, quota_layers(p_tenant, w_meter[j], w_period[j], moment) AS layers FROM generate_series(1, cardinality(w_meter)) AS j
        WHERE j = ANY (o_hard) OR j = ANY (o_soft)$$;
  definition text := pg_get_functiondef(of);
BEGIN
  IF strpos(definition, layers) = 0 THEN RETURN; END IF;
  definition := replace(definition, format('JOIN (%s) e ON', layers), 'JOIN e ON');
  definition := replace(definition, E'IF some_kept THEN\n      INSERT', format(E'IF some_kept THEN\n      WITH e AS MATERIALIZED (%s)\n      INSERT', layers));
  EXECUTE definition;
END $migration$;
