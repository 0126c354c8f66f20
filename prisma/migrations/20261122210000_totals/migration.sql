-- What each meter counted in a quarter of an hour, an hour and a UTC day, whatever the dimensions: where there are many
-- combinations of them, a month of a tenant is a hundred thousand rollups and a few dozen of these. A background job makes them
-- for what is over half an hour ago, and an event that comes later than that moves them in its own transaction; so up to where
-- a tenant is sealed they are exact, and from there on the rollups are read.
CREATE TABLE usage_total (
  tenant_id uuid NOT NULL,
  meter_id uuid NOT NULL,
  grain smallint NOT NULL CHECK (grain IN (15, 60, 1440)),
  bucket timestamptz(0) NOT NULL,
  sum numeric NOT NULL,
  min numeric,
  max numeric,
  latest numeric,
  latest_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, meter_id, grain, bucket)
);

-- Up to when a tenant's totals are made; those of a bucket are there when it ends by then.
CREATE TABLE usage_seal (
  tenant_id uuid PRIMARY KEY,
  until timestamptz(0) NOT NULL
);

SELECT protect_tenant_table('usage_total', 'SELECT');
SELECT protect_tenant_table('usage_seal', 'SELECT');
SELECT tear_down_table('usage_total', 'storage');
SELECT tear_down_table('usage_seal', 'storage');
DO $$ BEGIN
  EXECUTE format('GRANT INSERT, UPDATE ON usage_total, usage_seal TO %I', tenantry_role('definer'));
END $$;

-- Events and what they add to the meters, in one durable step, as before; and those that lie before the tenant's seal to its totals.
CREATE OR REPLACE FUNCTION record_events(
  p_tenant uuid, p_meters_version int, p_received_at timestamptz, k_owner uuid[], k_key uuid[],
  e_key uuid[],
  b_caller int[], b_time timestamptz[], b_until timestamptz[], b_count int[], b_events text[],
  c_meter uuid[], c_minute timestamptz[], c_dimensions text[], c_sum numeric[], c_count bigint[], c_min numeric[], c_max numeric[], c_latest numeric[], c_latest_at timestamptz[],
  u_meter uuid[], u_minute timestamptz[], u_dimensions text[], u_value text[],
  OUT outcome text, OUT refusals text[], OUT duplicates int[]
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  written timestamptz;
  sealed timestamptz;
BEGIN
  IF p_received_at IS NOT NULL AND session_user = tenantry_role('engine') THEN RAISE insufficient_privilege; END IF;
  -- Before anything else: two writers with the same events wait for each other here, not in the middle.
  PERFORM lock_counters(p_tenant);
  FOR at IN 1 .. cardinality(k_key) LOOP
    refusals[at] := admit_key(p_tenant, k_owner[at], k_key[at]);
  END LOOP;
  IF 'ok' <> ANY (refusals) THEN
    outcome := 'refused';
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock_shared(hashtext('tenantry meters'));
  IF (SELECT meters_version FROM installation) <> p_meters_version THEN
    outcome := 'stale_meters';
    RETURN;
  END IF;

  written := clock_timestamp();
  BEGIN
    INSERT INTO usage_event_key (tenant_id, key, received_at) SELECT p_tenant, k, written FROM unnest(e_key) AS k;
  EXCEPTION WHEN unique_violation THEN
    SELECT array_agg(u.n) INTO duplicates FROM unnest(e_key) WITH ORDINALITY AS u(k, n)
    WHERE EXISTS (SELECT FROM usage_event_key l WHERE l.tenant_id = p_tenant AND l.key = u.k);
    outcome := 'duplicates';
    RETURN;
  END;

  INSERT INTO usage_event_batch (tenant_id, time, until, count, key_id, received_at, meters_version, events)
  SELECT p_tenant, b.time, b.until, b.count, k_key[b.caller], coalesce(p_received_at, written), p_meters_version, b.events
  FROM unnest(b_caller, b_time, b_until, b_count, b_events) AS b(caller, time, until, count, events);

  -- Of two values of the same instant the greater is the latest, so that it does not depend on who came first.
  INSERT INTO usage_rollup AS r (tenant_id, meter_id, grain, bucket, dimensions, sum, count, min, max, latest, latest_at)
  SELECT p_tenant, c.meter, g.grain, date_bin(make_interval(mins => g.grain), c.minute, timestamptz 'epoch') AS bin, c.dimensions,
    sum(c.sum), sum(c.count), min(c.min), max(c.max), (array_agg(c.latest ORDER BY c.latest_at DESC, c.latest DESC))[1], max(c.latest_at)
  FROM unnest(c_meter, c_minute, c_dimensions, c_sum, c_count, c_min, c_max, c_latest, c_latest_at)
    AS c(meter, minute, dimensions, sum, count, min, max, latest, latest_at)
  CROSS JOIN (VALUES (1), (15)) AS g(grain)
  GROUP BY c.meter, g.grain, bin, c.dimensions ORDER BY c.meter, g.grain, bin, c.dimensions
  ON CONFLICT (tenant_id, meter_id, grain, bucket, dimensions) DO UPDATE SET
    sum = r.sum + excluded.sum, count = r.count + excluded.count,
    min = least(r.min, excluded.min), max = greatest(r.max, excluded.max),
    latest = CASE WHEN excluded.latest_at > r.latest_at OR excluded.latest_at = r.latest_at AND excluded.latest > r.latest THEN excluded.latest ELSE r.latest END,
    latest_at = greatest(r.latest_at, excluded.latest_at);

  SELECT s.until INTO sealed FROM usage_seal s WHERE s.tenant_id = p_tenant;
  IF EXISTS (SELECT FROM unnest(c_minute) AS c(minute) WHERE c.minute < sealed) THEN
    INSERT INTO usage_total AS t (tenant_id, meter_id, grain, bucket, sum, min, max, latest, latest_at)
    SELECT p_tenant, c.meter, g.grain, date_bin(make_interval(mins => g.grain), c.minute, timestamptz 'epoch') AS bin,
      sum(c.sum), min(c.min), max(c.max), (array_agg(c.latest ORDER BY c.latest_at DESC, c.latest DESC))[1], max(c.latest_at)
    FROM unnest(c_meter, c_minute, c_sum, c_min, c_max, c_latest, c_latest_at) AS c(meter, minute, sum, min, max, latest, latest_at)
    CROSS JOIN (VALUES (15), (60), (1440)) AS g(grain)
    WHERE date_bin(make_interval(mins => g.grain), c.minute, timestamptz 'epoch') + make_interval(mins => g.grain) <= sealed
    GROUP BY c.meter, g.grain, bin ORDER BY c.meter, g.grain, bin
    ON CONFLICT (tenant_id, meter_id, grain, bucket) DO UPDATE SET
      sum = t.sum + excluded.sum, min = least(t.min, excluded.min), max = greatest(t.max, excluded.max),
      latest = CASE WHEN excluded.latest_at > t.latest_at OR excluded.latest_at = t.latest_at AND excluded.latest > t.latest THEN excluded.latest ELSE t.latest END,
      latest_at = greatest(t.latest_at, excluded.latest_at);
  END IF;

  -- Each counter whose period covers the minute moves, also one of a zone the tenant had before: a counter is always the sum of
  -- its rollups. No period lasts longer than is looked back for.
  UPDATE quota_counter q SET used = q.used + s.added
  FROM (
    SELECT k.meter_id, k.period, k.starts_at, sum(c.sum) AS added
    FROM unnest(c_meter, c_minute, c_sum) AS c(meter, minute, sum)
    CROSS JOIN LATERAL (VALUES ('none', timestamptz '-infinity'), ('minute', c.minute - interval '1 minute'), ('hour', c.minute - interval '2 hours'),
      ('day', c.minute - interval '3 days'), ('month', c.minute - interval '33 days')) AS p(period, since)
    JOIN quota_counter k ON k.tenant_id = p_tenant AND k.meter_id = c.meter AND k.period = p.period
      AND k.starts_at >= p.since AND k.starts_at <= c.minute AND k.ends_at > c.minute
    GROUP BY k.meter_id, k.period, k.starts_at
  ) s
  WHERE q.tenant_id = p_tenant AND q.meter_id = s.meter_id AND q.period = s.period AND q.starts_at = s.starts_at;

  IF cardinality(u_meter) > 0 THEN
    INSERT INTO usage_unique (tenant_id, meter_id, grain, bucket, dimensions, value)
    SELECT DISTINCT p_tenant, u.meter, g.grain, date_bin(make_interval(mins => g.grain), u.minute, timestamptz 'epoch') AS bin, u.dimensions, u.value
    FROM unnest(u_meter, u_minute, u_dimensions, u_value) AS u(meter, minute, dimensions, value)
    CROSS JOIN (VALUES (1), (15)) AS g(grain)
    ORDER BY u.meter, g.grain, bin, u.dimensions, u.value
    ON CONFLICT DO NOTHING;
  END IF;
  outcome := 'ok';
END $$;
ALTER FUNCTION record_events SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION record_events SET enable_seqscan = off;
ALTER FUNCTION record_events SET enable_hashjoin = off;
ALTER FUNCTION record_events SET enable_mergejoin = off;
ALTER FUNCTION record_events SET jit = off;
SELECT own_by_definer('record_events(uuid, int, timestamptz, uuid[], uuid[], uuid[], int[], timestamptz[], timestamptz[], int[], text[], uuid[], timestamptz[], text[], numeric[], bigint[], numeric[], numeric[], numeric[], timestamptz[], uuid[], timestamptz[], text[], text[])', 'engine');

-- Makes the totals of a tenant for what is over half an hour ago, some days at a time; says whether there is more to do.
-- Until it ends nobody else writes for the tenant: what is added up here cannot be missing something that is on its way. What a
-- call uses is written at the moment of the call, so only an event can lie before the seal.
CREATE FUNCTION seal_usage(p_tenant uuid) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
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

-- The first quarter of an hour of a tenant that has something and is not sealed.
CREATE FUNCTION first_unsealed(p_tenant uuid, p_since timestamptz) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT min(f.bucket) FROM meter m CROSS JOIN LATERAL (
    SELECT r.bucket FROM usage_rollup r WHERE r.tenant_id = p_tenant AND r.meter_id = m.id AND r.grain = 15 AND r.bucket >= coalesce(p_since, '-infinity')
    ORDER BY r.bucket LIMIT 1) f
$$;

-- Which of the next tenants have something to seal, and how far was looked; null at the end.
CREATE FUNCTION tenants_to_seal(p_after uuid, p_limit int, OUT tenants uuid[], OUT last uuid) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  each uuid;
  visited int := 0;
BEGIN
  tenants := '{}';
  FOR each IN SELECT t.tenant_id FROM tenant t WHERE t.tenant_id > coalesce(p_after, platform_id()) ORDER BY t.tenant_id LIMIT p_limit LOOP
    visited := visited + 1;
    last := each;
    PERFORM set_config('app.tenant_id', each::text, true);
    IF first_unsealed(each, (SELECT s.until FROM usage_seal s WHERE s.tenant_id = each)) < clock_timestamp() - interval '45 minutes' THEN
      tenants := tenants || each;
    END IF;
  END LOOP;
  IF visited < p_limit THEN last := NULL; END IF;
END $$;

-- What lies between two instants, cut into the largest pieces of which there is a total, and at the end (grain 0) what is to be
-- read from the rollups.
CREATE FUNCTION usage_parts(p_from timestamptz, p_to timestamptz, p_sealed timestamptz) RETURNS TABLE (grain smallint, starts timestamptz, ends timestamptz)
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  origin CONSTANT timestamptz := timestamptz 'epoch';
  hour CONSTANT interval := interval '1 hour';
  day CONSTANT interval := interval '1 day';
  sealed timestamptz := greatest(p_from, least(p_to, coalesce(p_sealed, '-infinity')));
  hours_from timestamptz := date_bin(hour, p_from, origin);
  hours_to timestamptz := date_bin(hour, sealed, origin);
  days_from timestamptz;
  days_to timestamptz;
BEGIN
  IF hours_from < p_from THEN hours_from := hours_from + hour; END IF;
  days_from := date_bin(day, hours_from, origin);
  IF days_from < hours_from THEN days_from := days_from + day; END IF;
  days_to := date_bin(day, hours_to, origin);
  IF hours_from >= hours_to THEN
    hours_from := sealed; hours_to := sealed; days_from := sealed; days_to := sealed;
  ELSIF days_from >= days_to THEN
    days_from := hours_to; days_to := hours_to;
  END IF;
  RETURN QUERY SELECT p.grain::smallint, p.starts, p.ends FROM (VALUES (15, p_from, hours_from), (60, hours_from, days_from), (1440, days_from, days_to),
    (60, days_to, hours_to), (15, hours_to, sealed), (0, sealed, p_to)) AS p(grain, starts, ends) WHERE p.starts < p.ends;
END $$;

-- What a meter counted in each of some spans of time; null where it counted nothing. They begin and end at quarters of an hour.
CREATE FUNCTION usage_values(p_tenant uuid, p_meter uuid, p_aggregation text, p_starts timestamptz[], p_ends timestamptz[]) RETURNS numeric[] LANGUAGE plpgsql STABLE AS $$
DECLARE
  sealed timestamptz := (SELECT s.until FROM usage_seal s WHERE s.tenant_id = p_tenant);
BEGIN
  IF p_aggregation IN ('sum', 'count') THEN
    RETURN (SELECT array_agg(v.value ORDER BY w.n) FROM unnest(p_starts, p_ends) WITH ORDINALITY AS w(starts, ends, n) CROSS JOIN LATERAL (
      SELECT sum(x.sum) AS value FROM usage_parts(w.starts, w.ends, sealed) p CROSS JOIN LATERAL (
        SELECT sum(t.sum) FROM usage_total t WHERE t.tenant_id = p_tenant AND t.meter_id = p_meter AND t.grain = p.grain AND t.bucket >= p.starts AND t.bucket < p.ends
        UNION ALL SELECT sum(r.sum) FROM usage_rollup r
        WHERE p.grain = 0 AND r.tenant_id = p_tenant AND r.meter_id = p_meter AND r.grain = 15 AND r.bucket >= p.starts AND r.bucket < p.ends
      ) x(sum)
    ) v);
  END IF;
  RETURN (SELECT array_agg(v.value ORDER BY w.n) FROM unnest(p_starts, p_ends) WITH ORDINALITY AS w(starts, ends, n) CROSS JOIN LATERAL (
    SELECT CASE p_aggregation WHEN 'max' THEN max(x.max) WHEN 'min' THEN min(x.min) ELSE (array_agg(x.latest ORDER BY x.latest_at DESC, x.latest DESC))[1] END AS value
    FROM usage_parts(w.starts, w.ends, sealed) p CROSS JOIN LATERAL (
      SELECT t.min, t.max, t.latest, t.latest_at FROM usage_total t
      WHERE t.tenant_id = p_tenant AND t.meter_id = p_meter AND t.grain = p.grain AND t.bucket >= p.starts AND t.bucket < p.ends
      UNION ALL SELECT r.min, r.max, r.latest, r.latest_at FROM usage_rollup r
      WHERE p.grain = 0 AND r.tenant_id = p_tenant AND r.meter_id = p_meter AND r.grain = 15 AND r.bucket >= p.starts AND r.bucket < p.ends
    ) x
  ) v);
END $$;

-- What a meter counted between two instants.
CREATE OR REPLACE FUNCTION usage_between(p_tenant uuid, p_meter uuid, p_aggregation text, p_minutes boolean, p_from timestamptz, p_to timestamptz) RETURNS numeric
LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF p_aggregation = 'unique' THEN
    RETURN (SELECT count(DISTINCT u.value) FROM usage_unique u
      WHERE u.tenant_id = p_tenant AND u.meter_id = p_meter AND u.grain = CASE WHEN p_minutes THEN 1 ELSE 15 END AND u.bucket >= p_from AND u.bucket < p_to);
  ELSIF NOT p_minutes THEN
    RETURN coalesce((usage_values(p_tenant, p_meter, p_aggregation, ARRAY[p_from], ARRAY[p_to]))[1], 0);
  END IF;
  RETURN (SELECT coalesce(CASE p_aggregation WHEN 'max' THEN max(r.max) WHEN 'min' THEN min(r.min) WHEN 'latest' THEN (array_agg(r.latest ORDER BY r.latest_at DESC))[1]
      ELSE sum(r.sum) END, 0) FROM usage_rollup r
    WHERE r.tenant_id = p_tenant AND r.meter_id = p_meter AND r.grain = 1 AND r.bucket >= p_from AND r.bucket < p_to);
END $$;

-- The totals that differ from what the rollups add up to, first, and how many there are. Both bounds lie on UTC days.
CREATE FUNCTION total_drift(p_tenant uuid, p_from timestamptz, p_to timestamptz)
RETURNS TABLE (meter text, grain smallint, bucket timestamptz, found text, expected text, checked bigint) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
  sealed timestamptz := (SELECT s.until FROM usage_seal s WHERE s.tenant_id = p_tenant);
BEGIN
  RETURN QUERY
  WITH wanted AS (
    SELECT r.meter_id, g.grain::smallint AS grain, date_bin(make_interval(mins => g.grain), r.bucket, timestamptz 'epoch') AS bin,
      concat_ws(' ', trim_scale(sum(r.sum)), trim_scale(min(r.min)), trim_scale(max(r.max)), trim_scale((array_agg(r.latest ORDER BY r.latest_at DESC, r.latest DESC))[1]),
        max(r.latest_at)) AS said
    FROM usage_rollup r CROSS JOIN (VALUES (15), (60), (1440)) AS g(grain)
    WHERE r.tenant_id = p_tenant AND r.grain = 15 AND r.bucket >= p_from AND r.bucket < p_to
      AND date_bin(make_interval(mins => g.grain), r.bucket, timestamptz 'epoch') + make_interval(mins => g.grain) <= sealed
    GROUP BY 1, 2, 3
  ), kept AS (
    SELECT t.meter_id, t.grain, t.bucket AS bin, concat_ws(' ', trim_scale(t.sum), trim_scale(t.min), trim_scale(t.max), trim_scale(t.latest), t.latest_at) AS said
    FROM usage_total t WHERE t.tenant_id = p_tenant AND t.bucket >= p_from AND t.bucket < p_to
  )
  SELECT m.slug, coalesce(w.grain, k.grain), coalesce(w.bin, k.bin), coalesce(k.said, ''), coalesce(w.said, ''), count(*) OVER ()
  FROM wanted w FULL JOIN kept k ON k.meter_id = w.meter_id AND k.grain = w.grain AND k.bin = w.bin JOIN meter m ON m.id = coalesce(w.meter_id, k.meter_id)
  ORDER BY k.said IS NOT DISTINCT FROM w.said, 3 LIMIT 100;
END $$;

-- Each finds its rows by its key, also with a plan that was made while a table was small.
DO $$
DECLARE
  of text;
BEGIN
  FOREACH of IN ARRAY ARRAY['seal_usage(uuid)', 'tenants_to_seal(uuid, int)', 'first_unsealed(uuid, timestamptz)', 'usage_values(uuid, uuid, text, timestamptz[], timestamptz[])'] LOOP
    EXECUTE format('ALTER FUNCTION %s SET enable_seqscan = off', of);
    EXECUTE format('ALTER FUNCTION %s SET enable_hashjoin = off', of);
    EXECUTE format('ALTER FUNCTION %s SET enable_mergejoin = off', of);
    EXECUTE format('ALTER FUNCTION %s SET jit = off', of);
  END LOOP;
  FOREACH of IN ARRAY ARRAY['usage_parts(timestamptz, timestamptz, timestamptz)', 'usage_values(uuid, uuid, text, timestamptz[], timestamptz[])'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', of);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I, %I, %I', of, tenantry_role('app'), tenantry_role('staff'), tenantry_role('definer'));
  END LOOP;
  REVOKE ALL ON FUNCTION total_drift(uuid, timestamptz, timestamptz) FROM PUBLIC;
  EXECUTE format('GRANT EXECUTE ON FUNCTION total_drift(uuid, timestamptz, timestamptz) TO %I, %I', tenantry_role('app'), tenantry_role('staff'));
END $$;
SELECT own_by_definer('first_unsealed(uuid, timestamptz)');
SELECT own_by_definer('seal_usage(uuid)', 'engine');
SELECT own_by_definer('tenants_to_seal(uuid, int)', 'engine');
