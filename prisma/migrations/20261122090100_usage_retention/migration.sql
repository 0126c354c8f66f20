-- How long what was reported is kept. By its id and source an event counts once for 60 days after it was first received: more
-- than the 45 that are promised, and longer than an event's own time may lie back. Events themselves are kept for 25 months,
-- the running one and two years before it; what they added up to is kept for good.
CREATE FUNCTION events_kept_since() RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT date_trunc('month', now(), 'UTC') - interval '24 months'
$$;

-- Where the walk over all ledgers is: the tenant, its last key, and when the last walk ended. One row.
CREATE TABLE ledger_walk (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  tenant uuid,
  key uuid,
  ended_at timestamptz(3)
);
INSERT INTO ledger_walk DEFAULT VALUES;
REVOKE ALL ON ledger_walk FROM PUBLIC;

-- The next keys of one tenant's ledger: those that are old go. At its beginning so do events too old that no dropped month held. `last` is null when its end is reached.
CREATE FUNCTION prune_event_keys(p_tenant uuid, p_after uuid, p_limit int, OUT last uuid, OUT removed bigint) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  IF p_after IS NULL THEN
    p_after := '00000000-0000-0000-0000-000000000000';
    -- What never had a month of its own.
    DELETE FROM usage_event_batch b WHERE b.tenant_id = p_tenant AND b.time < events_kept_since();
  END IF;
  SELECT k.key INTO last FROM usage_event_key k WHERE k.tenant_id = p_tenant AND k.key > p_after ORDER BY k.key OFFSET p_limit - 1 LIMIT 1;
  DELETE FROM usage_event_key k WHERE k.tenant_id = p_tenant AND k.key > p_after AND (last IS NULL OR k.key <= last)
    AND k.received_at < now() - interval '60 days';
  GET DIAGNOSTICS removed = ROW_COUNT;
END $$;
ALTER FUNCTION prune_event_keys SET enable_seqscan = off;
ALTER FUNCTION prune_event_keys SET enable_bitmapscan = off;
SELECT own_by_definer('prune_event_keys(uuid, uuid, int)');

-- One bounded step of the walk, in one process at a time: 'working' while there is more to look at, 'resting' once all was seen
-- within a day, 'busy' while another process is at it.
CREATE FUNCTION walk_ledger(p_limit int, OUT state text, OUT removed bigint) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  walk ledger_walk;
BEGIN
  removed := 0;
  SELECT * INTO walk FROM ledger_walk FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN state := 'busy'; RETURN; END IF;
  IF walk.tenant IS NULL AND walk.ended_at > now() - interval '1 day' THEN state := 'resting'; RETURN; END IF;
  IF walk.key IS NULL THEN
    SELECT t.tenant_id INTO walk.tenant FROM tenant t WHERE walk.tenant IS NULL OR t.tenant_id > walk.tenant ORDER BY t.tenant_id LIMIT 1;
    IF NOT FOUND THEN walk.tenant := NULL; END IF;
  END IF;
  state := CASE WHEN walk.tenant IS NULL THEN 'resting' ELSE 'working' END;
  IF walk.tenant IS NOT NULL THEN
    SELECT p.last, p.removed INTO walk.key, removed FROM prune_event_keys(walk.tenant, walk.key, p_limit) p;
  END IF;
  UPDATE ledger_walk SET tenant = walk.tenant, key = walk.key, ended_at = CASE WHEN walk.tenant IS NULL THEN now() ELSE walk.ended_at END;
END $$;
DO $$ BEGIN EXECUTE format('GRANT SELECT, UPDATE ON ledger_walk TO %I', tenantry_role('definer')); END $$;
SELECT own_by_definer('walk_ledger(int)', 'engine');

-- Drops the months of events that are no longer kept. It waits a moment for its locks at most, rather than have writers wait
-- behind it; what it could not do, the next turn does.
CREATE FUNCTION drop_old_events() RETURNS int LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  month text;
  dropped int := 0;
BEGIN
  PERFORM set_config('lock_timeout', '500ms', true);
  FOR month IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'usage_event_batch'::regclass
    AND c.relname ~ '^usage_event_batch_\d{4}_\d{2}$' AND to_date(right(c.relname, 7), 'YYYY_MM')::timestamp AT TIME ZONE 'UTC' < events_kept_since() LOOP
    EXECUTE format('DROP TABLE %I', month);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $$;
REVOKE ALL ON FUNCTION drop_old_events() FROM PUBLIC;
DO $$ BEGIN EXECUTE format('GRANT EXECUTE ON FUNCTION drop_old_events() TO %I', tenantry_role('engine')); END $$;
