-- Makes the totals of a tenant for what is over half an hour ago, some days at a time; says whether there is more to do.
-- Until it ends nobody else writes for the tenant: what is added up here cannot be missing something that is on its way. What a
-- call uses is written at the moment of the call, so only an event can lie before the seal; unless the clock went back. Then the seal
-- goes back, too, and what was made beyond it is made again when it is over.
CREATE OR REPLACE FUNCTION seal_usage(p_tenant uuid) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  quarter CONSTANT interval := interval '15 minutes';
  origin CONSTANT timestamptz := timestamptz 'epoch';
  most timestamptz := date_bin(quarter, clock_timestamp() - interval '30 minutes', origin);
  since timestamptz;
  next timestamptz;
  until timestamptz;
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  PERFORM lock_counters(p_tenant);
  PERFORM FROM tenant t WHERE t.tenant_id = p_tenant AND t.teardown_at IS NULL FOR KEY SHARE;
  IF NOT FOUND THEN RETURN false; END IF;
  SELECT s.until INTO since FROM usage_seal s WHERE s.tenant_id = p_tenant;
  IF since > most THEN
    DELETE FROM usage_total t USING meter m CROSS JOIN (VALUES (15), (60), (1440)) AS g(grain)
    WHERE t.tenant_id = p_tenant AND t.meter_id = m.id AND t.grain = g.grain
      AND t.bucket > most - make_interval(mins => g.grain) AND t.bucket < since;
    UPDATE usage_seal s SET until = most WHERE s.tenant_id = p_tenant;
    RETURN false;
  END IF;
  next := first_unsealed(p_tenant, since);
  IF next IS NULL OR next >= most THEN RETURN false; END IF;
  since := coalesce(since, date_bin(interval '1 day', next, origin));
  until := least(most, date_bin(interval '1 day', greatest(next, since), origin) + interval '2 days');

  INSERT INTO usage_total (tenant_id, meter_id, grain, bucket, sum, min, max, latest, latest_at)
  SELECT p_tenant, m.id, 15, x.* FROM meter m CROSS JOIN LATERAL (
    SELECT r.bucket, sum(r.sum), min(r.min), max(r.max), (array_agg(r.latest ORDER BY r.latest_at DESC, r.latest DESC))[1], max(r.latest_at) FROM usage_rollup r
    WHERE r.tenant_id = p_tenant AND r.meter_id = m.id AND r.grain = 15 AND r.bucket >= since AND r.bucket < until GROUP BY r.bucket
  ) x;
  -- Those that began before and are full now are among them.
  INSERT INTO usage_total (tenant_id, meter_id, grain, bucket, sum, min, max, latest, latest_at)
  SELECT p_tenant, m.id, 60, x.* FROM meter m CROSS JOIN LATERAL (
    SELECT date_bin(interval '1 hour', t.bucket, origin) AS bin, sum(t.sum), min(t.min), max(t.max), (array_agg(t.latest ORDER BY t.latest_at DESC, t.latest DESC))[1], max(t.latest_at)
    FROM usage_total t WHERE t.tenant_id = p_tenant AND t.meter_id = m.id AND t.grain = 15
      AND t.bucket >= date_bin(interval '1 hour', since, origin) AND t.bucket < date_bin(interval '1 hour', until, origin) GROUP BY bin
  ) x;
  INSERT INTO usage_total (tenant_id, meter_id, grain, bucket, sum, min, max, latest, latest_at)
  SELECT p_tenant, m.id, 1440, x.* FROM meter m CROSS JOIN LATERAL (
    SELECT date_bin(interval '1 day', t.bucket, origin) AS bin, sum(t.sum), min(t.min), max(t.max), (array_agg(t.latest ORDER BY t.latest_at DESC, t.latest DESC))[1], max(t.latest_at)
    FROM usage_total t WHERE t.tenant_id = p_tenant AND t.meter_id = m.id AND t.grain = 60
      AND t.bucket >= date_bin(interval '1 day', since, origin) AND t.bucket < date_bin(interval '1 day', until, origin) GROUP BY bin
  ) x;
  INSERT INTO usage_seal VALUES (p_tenant, until) ON CONFLICT (tenant_id) DO UPDATE SET until = excluded.until;
  RETURN until < most;
END $$;

-- Which of the next tenants have something to seal, or a seal that lies ahead, and how far was looked; null at the end.
CREATE OR REPLACE FUNCTION tenants_to_seal(p_after uuid, p_limit int, OUT tenants uuid[], OUT last uuid) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  each uuid;
  sealed timestamptz;
  visited int := 0;
BEGIN
  tenants := '{}';
  FOR each IN SELECT t.tenant_id FROM tenant t WHERE t.tenant_id > coalesce(p_after, platform_id()) ORDER BY t.tenant_id LIMIT p_limit LOOP
    visited := visited + 1;
    last := each;
    PERFORM set_config('app.tenant_id', each::text, true);
    sealed := (SELECT s.until FROM usage_seal s WHERE s.tenant_id = each);
    IF sealed > clock_timestamp() - interval '30 minutes' OR first_unsealed(each, sealed) < clock_timestamp() - interval '45 minutes' THEN
      tenants := tenants || each;
    END IF;
  END LOOP;
  IF visited < p_limit THEN last := NULL; END IF;
END $$;

-- A new text of a function loses what was set for it.
DO $$
DECLARE
  of text;
BEGIN
  FOREACH of IN ARRAY ARRAY['seal_usage(uuid)', 'tenants_to_seal(uuid, int)'] LOOP
    EXECUTE format('ALTER FUNCTION %s SET enable_seqscan = off', of);
    EXECUTE format('ALTER FUNCTION %s SET enable_hashjoin = off', of);
    EXECUTE format('ALTER FUNCTION %s SET enable_mergejoin = off', of);
    EXECUTE format('ALTER FUNCTION %s SET jit = off', of);
  END LOOP;
END $$;
SELECT own_by_definer('seal_usage(uuid)', 'engine');
SELECT own_by_definer('tenants_to_seal(uuid, int)', 'engine');
