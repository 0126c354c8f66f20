-- What the quota engine keeps for a time only is taken away when its time is over, tenant by tenant, in bounded steps.
ALTER TABLE installation ADD COLUMN pruned_at timestamptz;

DO $$ BEGIN
  EXECUTE format('GRANT DELETE ON rate_window, reservation, decision, decision_tally TO %I', tenantry_role('definer'));
END $$;

-- One process an hour has the errand. Whoever dies with it leaves it to the next hour's.
CREATE FUNCTION claim_pruning() RETURNS boolean LANGUAGE sql VOLATILE AS $$
  UPDATE installation SET pruned_at = now() WHERE pruned_at IS NULL OR pruned_at < now() - interval '1 hour' RETURNING true
$$;
SELECT own_by_definer('claim_pruning()', 'engine');

CREATE FUNCTION tenant_ids_after(p_after uuid, p_limit int) RETURNS TABLE (tenant_id uuid) LANGUAGE sql STABLE AS $$
  SELECT t.tenant_id FROM tenant t WHERE t.tenant_id > p_after ORDER BY t.tenant_id LIMIT p_limit
$$;
SELECT own_by_definer('tenant_ids_after(uuid, int)', 'engine');

-- The least version 7 uuid of an instant: ids are ordered by their time, so old rows lie at the beginning of their key.
CREATE FUNCTION id_floor(p_at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (lpad(to_hex(floor(extract(epoch FROM p_at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;
REVOKE ALL ON FUNCTION id_floor(timestamptz) FROM PUBLIC;
DO $$ BEGIN EXECUTE format('GRANT EXECUTE ON FUNCTION id_floor(timestamptz) TO %I', tenantry_role('definer')); END $$;

-- At most p_rows of each kind. Answers the most that it took of one kind: less than p_rows and all is done.
CREATE FUNCTION prune_quotas(p_tenant uuid, p_rows int) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  removed bigint;
  most bigint := 0;
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  -- Before any row is touched, as whoever decides does it.
  PERFORM lock_counters(p_tenant);

  DELETE FROM quota_idempotency k WHERE k.tenant_id = p_tenant AND k.key = ANY (ARRAY(
    SELECT o.key FROM quota_idempotency o WHERE o.tenant_id = p_tenant AND o.at < now() - interval '24 hours' ORDER BY o.at LIMIT p_rows));
  GET DIAGNOSTICS removed = ROW_COUNT; most := greatest(most, removed);

  DELETE FROM rate_window w WHERE w.tenant_id = p_tenant AND w.at < now() - interval '1 hour';

  -- A hold whose time is over weighs nothing since then; it is closed, so that nobody looks at it again.
  UPDATE reservation h SET state = 'released' WHERE h.tenant_id = p_tenant AND h.id = ANY (ARRAY(
    SELECT o.id FROM reservation o WHERE o.tenant_id = p_tenant AND o.state = 'held' AND o.expires_at < now() - interval '1 hour' LIMIT p_rows));
  GET DIAGNOSTICS removed = ROW_COUNT; most := greatest(most, removed);
  DELETE FROM reservation h WHERE h.tenant_id = p_tenant AND h.id = ANY (ARRAY(
    SELECT o.id FROM reservation o WHERE o.tenant_id = p_tenant AND o.id < id_floor(now() - interval '90 days') ORDER BY o.id LIMIT p_rows));
  GET DIAGNOSTICS removed = ROW_COUNT; most := greatest(most, removed);

  DELETE FROM decision d WHERE d.tenant_id = p_tenant AND d.id = ANY (ARRAY(
    SELECT o.id FROM decision o WHERE o.tenant_id = p_tenant AND o.id < id_floor(now() - interval '90 days') ORDER BY o.id LIMIT p_rows));
  GET DIAGNOSTICS removed = ROW_COUNT; most := greatest(most, removed);

  DELETE FROM decision_tally t USING meter m
  WHERE t.tenant_id = p_tenant AND t.meter_id = m.id AND t.bucket = ANY (ARRAY(
    SELECT o.bucket FROM decision_tally o WHERE o.tenant_id = p_tenant AND o.meter_id = m.id AND o.bucket < now() - interval '13 months' ORDER BY o.bucket LIMIT p_rows));
  GET DIAGNOSTICS removed = ROW_COUNT; most := greatest(most, removed);

  -- A counter is the sum of its rollups, kept for speed: of a period that is long over nobody asks it.
  DELETE FROM quota_counter c WHERE c.tenant_id = p_tenant AND c.ends_at < now() - interval '1 day';
  RETURN most;
END $$;
ALTER FUNCTION prune_quotas SET enable_seqscan = off;
ALTER FUNCTION prune_quotas SET enable_hashjoin = off;
ALTER FUNCTION prune_quotas SET enable_mergejoin = off;
SELECT own_by_definer('prune_quotas(uuid, int)', 'engine');
