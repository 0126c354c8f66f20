-- Quotas: limits by layer, the counters they are held against, and what was decided.
-- `period` is the window a limit is for; 'none' is an allocation, which no period ends.

CREATE TABLE quota_default (
  meter_id uuid NOT NULL REFERENCES meter,
  period text NOT NULL CHECK (period IN ('none', 'minute', 'hour', 'day', 'month')),
  limit_amount numeric CHECK (limit_amount >= 0),
  mode text NOT NULL DEFAULT 'hard' CHECK (mode IN ('hard', 'soft')),
  set_by text NOT NULL,
  set_at timestamptz(3) NOT NULL DEFAULT now(),
  reason text,
  PRIMARY KEY (meter_id, period)
);

CREATE TABLE plan_quota (
  plan_id uuid NOT NULL REFERENCES plan,
  meter_id uuid NOT NULL REFERENCES meter,
  period text NOT NULL CHECK (period IN ('none', 'minute', 'hour', 'day', 'month')),
  limit_amount numeric CHECK (limit_amount >= 0),
  mode text NOT NULL DEFAULT 'hard' CHECK (mode IN ('hard', 'soft')),
  set_by text NOT NULL,
  set_at timestamptz(3) NOT NULL DEFAULT now(),
  reason text,
  PRIMARY KEY (plan_id, meter_id, period)
);

CREATE TABLE tenant_quota (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  meter_id uuid NOT NULL REFERENCES meter,
  period text NOT NULL CHECK (period IN ('none', 'minute', 'hour', 'day', 'month')),
  limit_amount numeric CHECK (limit_amount >= 0),
  mode text NOT NULL DEFAULT 'hard' CHECK (mode IN ('hard', 'soft')),
  set_by text NOT NULL,
  set_at timestamptz(3) NOT NULL DEFAULT now(),
  reason text,
  PRIMARY KEY (tenant_id, meter_id, period)
);

-- A temporary raise: it decides while it lasts, and only where it is above what the layers below allow.
CREATE TABLE quota_grant (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  id uuid NOT NULL,
  meter_id uuid NOT NULL REFERENCES meter,
  period text NOT NULL CHECK (period IN ('none', 'minute', 'hour', 'day', 'month')),
  limit_amount numeric CHECK (limit_amount >= 0),
  starts_at timestamptz(3) NOT NULL DEFAULT now(),
  ends_at timestamptz(3) NOT NULL,
  set_by text NOT NULL,
  set_at timestamptz(3) NOT NULL DEFAULT now(),
  reason text,
  PRIMARY KEY (tenant_id, id),
  CHECK (starts_at < ends_at)
);
CREATE INDEX quota_grant_meter_idx ON quota_grant (tenant_id, meter_id, period, ends_at);

-- Calls a second or minute, of the tenant (key_id is the platform's id) or of one of its keys.
CREATE TABLE rate_limit (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  key_id uuid NOT NULL,
  calls bigint CHECK (calls >= 0),
  period text NOT NULL CHECK (period IN ('second', 'minute')),
  set_by text NOT NULL,
  set_at timestamptz(3) NOT NULL DEFAULT now(),
  reason text,
  PRIMARY KEY (tenant_id, key_id)
);

CREATE TABLE rate_window (
  tenant_id uuid NOT NULL,
  key_id uuid NOT NULL,
  started_at timestamptz NOT NULL,
  used bigint NOT NULL,
  PRIMARY KEY (tenant_id, key_id)
);

-- What a meter counted in a period: at all times the sum of its rollups between the two instants, kept for speed alone.
-- Both instants are reckoned once, from the tenant's zone, and stored. An allocation's reach from -infinity to infinity.
CREATE TABLE quota_counter (
  tenant_id uuid NOT NULL,
  meter_id uuid NOT NULL REFERENCES meter,
  period text NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  used numeric NOT NULL,
  PRIMARY KEY (tenant_id, meter_id, period, starts_at)
) WITH (fillfactor = 50);

-- What was consumed: one row per flush, meter, key and dimensions. Releases are negative. No foreign key: meters are never
-- deleted, and its check would have all tenants lock the same row of a meter at every flush.
CREATE TABLE usage_consumed (
  tenant_id uuid NOT NULL,
  at timestamptz(3) NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  meter_id uuid NOT NULL,
  dimensions text NOT NULL,
  amount numeric NOT NULL,
  calls bigint NOT NULL,
  least numeric NOT NULL,
  most numeric NOT NULL,
  key_id uuid,
  PRIMARY KEY (tenant_id, at, id)
);

-- The answers of calls that named an idempotency key, for 24 hours. A denial is not kept.
CREATE TABLE quota_idempotency (
  tenant_id uuid NOT NULL,
  key text NOT NULL,
  body_hash uuid NOT NULL,
  answer jsonb NOT NULL,
  at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, key)
);
CREATE INDEX quota_idempotency_at_idx ON quota_idempotency (tenant_id, at);

-- A hold on a quota. After `expires_at` it weighs nothing, without anyone having to take it away.
CREATE TABLE reservation (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  meter_id uuid NOT NULL REFERENCES meter,
  amount numeric NOT NULL,
  state text NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'committed', 'released')),
  committed numeric,
  dimensions text NOT NULL,
  key_id uuid,
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX reservation_held_idx ON reservation (tenant_id, meter_id, expires_at) WHERE state = 'held';

-- Every denial, and every allow that went over a soft limit.
CREATE TABLE decision (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  at timestamptz(3) NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('denied', 'warned')),
  operation text NOT NULL,
  meter_id uuid NOT NULL,
  period text NOT NULL,
  requested numeric NOT NULL,
  used numeric NOT NULL,
  limit_amount numeric NOT NULL,
  mode text NOT NULL,
  layer text NOT NULL,
  layers jsonb NOT NULL,
  resets_at timestamptz,
  key_id uuid,
  ip text,
  dimensions jsonb,
  PRIMARY KEY (tenant_id, id)
);

-- How many calls were decided which way, exactly, per quarter of an hour.
CREATE TABLE decision_tally (
  tenant_id uuid NOT NULL,
  meter_id uuid NOT NULL,
  bucket timestamptz(0) NOT NULL,
  allowed bigint NOT NULL,
  denied bigint NOT NULL,
  warned bigint NOT NULL,
  limited bigint NOT NULL,
  PRIMARY KEY (tenant_id, meter_id, bucket)
) WITH (fillfactor = 50);

SELECT protect_platform_table('quota_default');
SELECT protect_platform_table('plan_quota');
SELECT protect_tenant_table('tenant_quota', 'SELECT, INSERT, UPDATE, DELETE');
SELECT protect_tenant_table('quota_grant', 'SELECT, INSERT, UPDATE');
SELECT protect_tenant_table('rate_limit', 'SELECT, INSERT, UPDATE, DELETE');
SELECT protect_tenant_table('rate_window', 'SELECT');
SELECT protect_tenant_table('quota_counter', 'SELECT');
SELECT protect_tenant_table('usage_consumed', 'SELECT');
SELECT protect_tenant_table('quota_idempotency', '');
SELECT protect_tenant_table('reservation', 'SELECT');
SELECT protect_tenant_table('decision', 'SELECT');
SELECT protect_tenant_table('decision_tally', 'SELECT');

DO $$
DECLARE
  app name := tenantry_role('app');
  staff name := tenantry_role('staff');
  definer name := tenantry_role('definer');
BEGIN
  EXECUTE format('GRANT SELECT ON tenant_quota, quota_grant, rate_limit TO %I', definer);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON quota_counter, quota_idempotency TO %I', definer);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON rate_window, reservation, decision_tally TO %I', definer);
  EXECUTE format('GRANT SELECT, INSERT ON usage_consumed, decision TO %I', definer);
END $$;

-- A meter counts the events received since it was made. The version says so without comparing clocks.
CREATE FUNCTION current_meters_version() RETURNS int LANGUAGE sql STABLE AS $$ SELECT meters_version FROM installation $$;
ALTER TABLE meter ADD COLUMN since_version int NOT NULL DEFAULT 0;
ALTER TABLE meter ALTER COLUMN since_version SET DEFAULT current_meters_version();
ALTER TABLE usage_event ADD COLUMN meters_version int NOT NULL DEFAULT 0;

-- One writer of a tenant's counters at a time, in every process. It is taken before any row of the tenant is touched,
-- so that two writers cannot wait for each other's rows.
CREATE FUNCTION lock_counters(p_tenant uuid) RETURNS void LANGUAGE sql VOLATILE AS $$
  SELECT pg_advisory_xact_lock(hashtextextended(p_tenant::text, 20261122))
$$;
REVOKE ALL ON FUNCTION lock_counters(uuid) FROM PUBLIC;
DO $$ BEGIN EXECUTE format('GRANT EXECUTE ON FUNCTION lock_counters(uuid) TO %I', tenantry_role('definer')); END $$;

-- What a meter counted between two instants, from the rollups.
CREATE FUNCTION usage_between(p_tenant uuid, p_meter uuid, p_aggregation text, p_minutes boolean, p_from timestamptz, p_to timestamptz) RETURNS numeric
LANGUAGE plpgsql STABLE AS $$
DECLARE
  at_grain smallint := CASE WHEN p_minutes THEN 1 ELSE 15 END;
BEGIN
  IF p_aggregation IN ('sum', 'count') THEN
    RETURN (SELECT coalesce(sum(r.sum), 0) FROM usage_rollup r
      WHERE r.tenant_id = p_tenant AND r.meter_id = p_meter AND r.grain = at_grain AND r.bucket >= p_from AND r.bucket < p_to);
  ELSIF p_aggregation = 'unique' THEN
    RETURN (SELECT count(DISTINCT u.value) FROM usage_unique u
      WHERE u.tenant_id = p_tenant AND u.meter_id = p_meter AND u.grain = at_grain AND u.bucket >= p_from AND u.bucket < p_to);
  END IF;
  RETURN (SELECT coalesce(CASE p_aggregation WHEN 'max' THEN max(r.max) WHEN 'min' THEN min(r.min)
      ELSE (array_agg(r.latest ORDER BY r.latest_at DESC))[1] END, 0) FROM usage_rollup r
    WHERE r.tenant_id = p_tenant AND r.meter_id = p_meter AND r.grain = at_grain AND r.bucket >= p_from AND r.bucket < p_to);
END $$;

-- The limits that hold for a tenant at an instant, with what counts against each: of default, plan, tenant and grant the
-- highest layer that says something. A meter that no layer limits has one window, its month, without a limit.
-- With p_all, the limits that some layer sets; without, those of p_meters.
CREATE FUNCTION quota_windows(p_tenant uuid, p_meters uuid[], p_all boolean, p_at timestamptz) RETURNS TABLE (
  meter_id uuid, period text, aggregation text, starts_at timestamptz, ends_at timestamptz,
  limit_amount numeric, mode text, layer text, used numeric, counted boolean, held numeric
) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
  v_plan uuid;
  v_zone text;
BEGIN
  SELECT t.plan_id, t.time_zone INTO v_plan, v_zone FROM tenant t WHERE t.tenant_id = p_tenant;
  IF p_all THEN
    p_meters := ARRAY(SELECT d.meter_id FROM quota_default d UNION SELECT q.meter_id FROM plan_quota q WHERE q.plan_id = v_plan
      UNION SELECT q.meter_id FROM tenant_quota q WHERE q.tenant_id = p_tenant);
  END IF;
  RETURN QUERY
  WITH layers AS (
    SELECT d.meter_id, d.period, d.limit_amount, d.mode, 'default' AS layer, 1 AS rank FROM quota_default d WHERE d.meter_id = ANY (p_meters)
    UNION ALL SELECT q.meter_id, q.period, q.limit_amount, q.mode, 'plan', 2 FROM plan_quota q WHERE q.plan_id = v_plan AND q.meter_id = ANY (p_meters)
    UNION ALL SELECT q.meter_id, q.period, q.limit_amount, q.mode, 'tenant', 4 FROM tenant_quota q WHERE q.tenant_id = p_tenant AND q.meter_id = ANY (p_meters)
  ), base AS (
    SELECT DISTINCT ON (l.meter_id, l.period) l.meter_id, l.period, l.limit_amount, l.mode, l.layer FROM layers l ORDER BY l.meter_id, l.period, l.rank DESC
  ), raised AS (
    SELECT b.meter_id, b.period, b.mode, g.above,
      CASE WHEN g.above THEN g.limit_amount ELSE b.limit_amount END AS limit_amount, CASE WHEN g.above THEN 'grant' ELSE b.layer END AS layer
    FROM base b LEFT JOIN LATERAL (
      SELECT g.limit_amount, coalesce(g.limit_amount > b.limit_amount, b.limit_amount IS NOT NULL) AS above FROM quota_grant g
      WHERE g.tenant_id = p_tenant AND g.meter_id = b.meter_id AND g.period = b.period AND g.starts_at <= p_at AND g.ends_at > p_at
      ORDER BY g.limit_amount DESC NULLS FIRST LIMIT 1
    ) g ON true
    UNION ALL
    SELECT m, 'month', 'hard', false, NULL, 'default' FROM unnest(p_meters) AS m WHERE NOT EXISTS (SELECT 1 FROM base b WHERE b.meter_id = m)
  ), bounds AS (
    SELECT r.*, m.aggregation,
      CASE WHEN r.period = 'none' THEN '-infinity' ELSE date_trunc(r.period, p_at, v_zone) END AS starts_at
    FROM raised r JOIN meter m ON m.id = r.meter_id
  ), windows AS (
    SELECT b.*, CASE b.period WHEN 'none' THEN 'infinity'::timestamptz
      WHEN 'minute' THEN b.starts_at + interval '1 minute'
      WHEN 'hour' THEN b.starts_at + interval '1 hour'
      WHEN 'day' THEN ((b.starts_at AT TIME ZONE v_zone) + interval '1 day') AT TIME ZONE v_zone
      ELSE ((b.starts_at AT TIME ZONE v_zone) + interval '1 month') AT TIME ZONE v_zone END AS ends_at
    FROM bounds b
  )
  SELECT w.meter_id, w.period, w.aggregation, w.starts_at, w.ends_at, w.limit_amount, w.mode, w.layer,
    CASE WHEN c.used IS NULL THEN usage_between(p_tenant, w.meter_id, w.aggregation, w.period = 'minute', w.starts_at, w.ends_at) ELSE c.used END,
    c.used IS NOT NULL,
    (SELECT coalesce(sum(h.amount), 0) FROM reservation h WHERE h.tenant_id = p_tenant AND h.meter_id = w.meter_id AND h.state = 'held' AND h.expires_at > p_at)
  FROM windows w
  LEFT JOIN quota_counter c ON c.tenant_id = p_tenant AND c.meter_id = w.meter_id AND c.period = w.period AND c.starts_at = w.starts_at AND c.ends_at = w.ends_at
    AND w.aggregation IN ('sum', 'count')
  ORDER BY array_position(p_meters, w.meter_id), w.ends_at DESC;
END $$;

-- What each layer says of one limit, and who said it: kept with a denial, so that it can be explained later.
CREATE FUNCTION quota_layers(p_tenant uuid, p_meter uuid, p_period text, p_at timestamptz) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('layer', l.layer, 'limit', l.limit_amount, 'mode', l.mode, 'setBy', l.set_by,
      'setAt', l.set_at, 'reason', l.reason, 'endsAt', l.ends_at) ORDER BY l.rank), '[]')
    FROM (
      SELECT 'default' AS layer, 1 AS rank, d.limit_amount, d.mode, d.set_by, d.set_at, d.reason, NULL::timestamptz AS ends_at
        FROM quota_default d WHERE d.meter_id = p_meter AND d.period = p_period
      UNION ALL SELECT 'plan', 2, q.limit_amount, q.mode, q.set_by, q.set_at, q.reason, NULL
        FROM plan_quota q JOIN tenant t ON t.plan_id = q.plan_id WHERE t.tenant_id = p_tenant AND q.meter_id = p_meter AND q.period = p_period
      UNION ALL SELECT 'tenant', 4, q.limit_amount, q.mode, q.set_by, q.set_at, q.reason, NULL
        FROM tenant_quota q WHERE q.tenant_id = p_tenant AND q.meter_id = p_meter AND q.period = p_period
      UNION ALL SELECT 'grant', 5, g.limit_amount, NULL, g.set_by, g.set_at, g.reason, g.ends_at
        FROM quota_grant g WHERE g.tenant_id = p_tenant AND g.meter_id = p_meter AND g.period = p_period AND g.starts_at <= p_at AND g.ends_at > p_at
    ) l);
END $$;

DO $$
DECLARE of text;
BEGIN
  FOREACH of IN ARRAY ARRAY['usage_between(uuid, uuid, text, boolean, timestamptz, timestamptz)', 'quota_windows(uuid, uuid[], boolean, timestamptz)',
    'quota_layers(uuid, uuid, text, timestamptz)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', of);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I, %I, %I', of, tenantry_role('app'), tenantry_role('staff'), tenantry_role('definer'));
  END LOOP;
END $$;

-- Decides the calls of one tenant in turn and writes what follows from them, in one durable step.
-- Callers are keys (c_*). A call (r_*) stands for r_count equal ones that came one after the other: deciding them together
-- gives what deciding each in turn would. `r_meter` is a position in p_meters. The n-th call's decision has the id p_ids plus n,
-- where r_first is the n of a run's first. No two calls of one flush name the same idempotency key.
-- The answer: the windows, and a result per run. `fits` of its calls are allowed, then those up to `pass` are denied by the quota,
-- then the rest by the rate. The hard window with the least room decides; a soft one only warns.
CREATE FUNCTION consume(
  p_tenant uuid, p_ids text, c_owner uuid[], c_key uuid[], c_ip text[], p_meters uuid[],
  r_operation text[], r_caller int[], r_meter int[], r_amount numeric[], r_count int[], r_first int[],
  r_group text[], r_dimensions jsonb[], r_idempotency text[], r_hash uuid[], r_reservation uuid[], r_seconds int[]
) RETURNS jsonb LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  runs int := cardinality(r_operation);
  moment timestamptz;
  admitted text[] := '{}';
  reads boolean := 'check' = ALL (r_operation);
  -- Windows, those of one meter side by side, the longest first.
  w_meter uuid[] := '{}'; w_period text[] := '{}'; w_starts timestamptz[] := '{}'; w_ends timestamptz[] := '{}'; w_limit numeric[] := '{}';
  w_hard boolean[] := '{}'; w_layer text[] := '{}'; w_used numeric[] := '{}';
  m_first int[] := array_fill(0, ARRAY[0]); m_last int[]; m_held numeric[];
  -- Limiters of calls a second or minute.
  l_key uuid[] := '{}'; l_calls bigint[] := '{}'; l_seconds int[] := '{}'; l_started timestamptz[] := '{}'; l_used bigint[] := '{}';
  limiting int;
  -- Results, by run.
  o_outcome text[] := array_fill('ok'::text, ARRAY[runs]); o_fits int[] := array_fill(0, ARRAY[runs]); o_pass int[] := array_fill(0, ARRAY[runs]);
  o_added numeric[] := array_fill(0::numeric, ARRAY[runs]); o_hard int[] := array_fill(0, ARRAY[runs]); o_hard_used numeric[] := array_fill(0::numeric, ARRAY[runs]);
  o_soft int[] := array_fill(0, ARRAY[runs]); o_soft_used numeric[] := array_fill(0::numeric, ARRAY[runs]);
  o_warns int[] := array_fill(0, ARRAY[runs]);
  o_any int[] := array_fill(0, ARRAY[runs]); o_any_used numeric[] := array_fill(0::numeric, ARRAY[runs]);
  o_limiter int[] := array_fill(0, ARRAY[runs]); o_answer jsonb[] := array_fill(NULL::jsonb, ARRAY[runs]);
  -- Of the run at hand.
  m int; v_amount numeric; v_room numeric; hard_room numeric; soft_room numeric; any_room numeric; of_hold numeric; v_held reservation; row record;
  some_denied boolean := false; some_added boolean := false;
BEGIN
  IF NOT reads THEN PERFORM lock_counters(p_tenant); END IF;
  FOR i IN 1..cardinality(c_owner) LOOP
    admitted := admitted || admit_key(p_tenant, c_owner[i], c_key[i]);
  END LOOP;
  IF NOT 'ok' = ANY (admitted) THEN
    FOR i IN 1..runs LOOP o_outcome[i] := admitted[r_caller[i]]; END LOOP;
    RETURN jsonb_build_object('windows', '[]'::jsonb, 'limiters', '[]'::jsonb, 'outcomes', to_jsonb(o_outcome));
  END IF;
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  -- After the lock: whoever waited for it is decided in the period in which it is decided.
  moment := clock_timestamp();

  -- A commit or cancellation names its meter through its reservation.
  IF array_remove(r_reservation, NULL) <> '{}' THEN
    FOR row IN SELECT n::int, h.* FROM unnest(r_reservation) WITH ORDINALITY AS u(id, n)
      CROSS JOIN LATERAL (SELECT o.meter_id, o.dimensions FROM reservation o WHERE o.tenant_id = p_tenant AND o.id = u.id LIMIT 1) h LOOP
      IF array_position(p_meters, row.meter_id) IS NULL THEN p_meters := p_meters || row.meter_id; END IF;
      r_meter[row.n] := array_position(p_meters, row.meter_id);
      r_group[row.n] := row.dimensions;
    END LOOP;
  END IF;

  m_first := array_fill(0, ARRAY[cardinality(p_meters)]);
  m_last := m_first;
  m_held := array_fill(0::numeric, ARRAY[cardinality(p_meters)]);
  FOR row IN SELECT * FROM quota_windows(p_tenant, p_meters, false, moment) LOOP
    m := array_position(p_meters, row.meter_id);
    w_meter := w_meter || row.meter_id; w_period := w_period || row.period; w_starts := w_starts || row.starts_at; w_ends := w_ends || row.ends_at;
    w_limit := w_limit || row.limit_amount; w_hard := w_hard || (row.mode = 'hard'); w_layer := w_layer || row.layer;
    w_used := w_used || greatest(row.used, 0) + row.held;
    IF m_first[m] = 0 THEN m_first[m] := cardinality(w_meter); END IF;
    m_last[m] := cardinality(w_meter);
    m_held[m] := row.held;
    IF NOT reads AND NOT row.counted AND row.aggregation IN ('sum', 'count') THEN
      DELETE FROM quota_counter c WHERE c.tenant_id = p_tenant AND c.meter_id = row.meter_id AND c.ends_at <= moment;
      INSERT INTO quota_counter (tenant_id, meter_id, period, starts_at, ends_at, used) VALUES (p_tenant, row.meter_id, row.period, row.starts_at, row.ends_at, row.used)
      ON CONFLICT (tenant_id, meter_id, period, starts_at) DO UPDATE SET ends_at = excluded.ends_at, used = excluded.used;
    END IF;
  END LOOP;

  IF NOT reads THEN
    FOR row IN SELECT l.key_id, l.calls, CASE l.period WHEN 'second' THEN 1 ELSE 60 END AS seconds, w.started_at, w.used
      FROM rate_limit l LEFT JOIN rate_window w ON w.tenant_id = p_tenant AND w.key_id = l.key_id
      WHERE l.tenant_id = p_tenant AND l.calls IS NOT NULL AND (l.key_id = platform_id() OR l.key_id = ANY (c_key)) LOOP
      l_key := l_key || row.key_id; l_calls := l_calls || row.calls; l_seconds := l_seconds || row.seconds;
      IF row.started_at IS NULL OR row.started_at + make_interval(secs => row.seconds) <= moment THEN
        l_started := l_started || moment; l_used := l_used || 0::bigint;
      ELSE
        l_started := l_started || row.started_at; l_used := l_used || row.used;
      END IF;
    END LOOP;
    IF array_remove(r_idempotency, NULL) <> '{}' THEN
      -- Lateral, so that each key is looked up by itself, however many rows there are.
      FOR row IN SELECT n::int, k.body_hash, k.answer FROM unnest(r_idempotency) WITH ORDINALITY AS u(key, n) CROSS JOIN LATERAL (
          SELECT o.body_hash, o.answer FROM quota_idempotency o WHERE o.tenant_id = p_tenant AND o.key = u.key AND o.at > moment - interval '24 hours' LIMIT 1
        ) k LOOP
        IF row.body_hash = r_hash[row.n] THEN
          o_outcome[row.n] := 'again'; o_answer[row.n] := row.answer;
        ELSE
          o_outcome[row.n] := 'conflict';
        END IF;
      END LOOP;
    END IF;
  END IF;

  FOR i IN 1..runs LOOP
    IF admitted[r_caller[i]] <> 'ok' THEN o_outcome[i] := admitted[r_caller[i]]; CONTINUE; END IF;
    CONTINUE WHEN o_outcome[i] <> 'ok';
    m := r_meter[i];
    v_amount := r_amount[i];
    o_pass[i] := r_count[i];

    IF r_operation[i] IN ('commit', 'cancel') THEN
      SELECT * INTO v_held FROM reservation h WHERE h.tenant_id = p_tenant AND h.id = r_reservation[i];
      IF NOT FOUND THEN o_outcome[i] := 'not_found'; CONTINUE; END IF;
      IF r_operation[i] = 'cancel' THEN
        IF v_held.state = 'committed' THEN o_outcome[i] := 'conflict'; CONTINUE; END IF;
        v_amount := 0;
        UPDATE reservation h SET state = 'released' WHERE h.tenant_id = p_tenant AND h.id = v_held.id;
      ELSE
        IF v_amount > v_held.amount THEN o_outcome[i] := 'invalid'; CONTINUE; END IF;
        -- The same commit again, after an answer that got lost, is answered again.
        IF v_held.state = 'committed' AND v_held.committed = v_amount THEN
          o_outcome[i] := 'again'; o_answer[i] := '{}';
        ELSIF v_held.state <> 'held' OR v_held.expires_at <= moment THEN
          o_outcome[i] := 'conflict'; CONTINUE;
        ELSE
          UPDATE reservation h SET state = 'committed', committed = v_amount WHERE h.tenant_id = p_tenant AND h.id = v_held.id;
          o_fits[i] := 1; o_added[i] := v_amount; some_added := true;
        END IF;
      END IF;
      of_hold := CASE WHEN v_held.state = 'held' AND v_held.expires_at > moment THEN v_held.amount ELSE 0 END;
      m_held[m] := m_held[m] - of_hold;
      FOR j IN m_first[m]..m_last[m] LOOP w_used[j] := w_used[j] - of_hold + o_added[i]; END LOOP;
    ELSIF r_operation[i] = 'release' THEN
      -- Never below 0 in the longest window, which for an allocation is all of time.
      v_amount := least(v_amount, greatest(w_used[m_first[m]] - m_held[m], 0));
      o_fits[i] := 1; o_added[i] := -v_amount; some_added := true;
      FOR j IN m_first[m]..m_last[m] LOOP w_used[j] := greatest(w_used[j] - v_amount, m_held[m]); END LOOP;
    ELSE
      -- A call counts against the rate whatever the quota then says of it.
      IF NOT reads AND r_operation[i] <> 'check' THEN
        limiting := 0;
        FOR j IN 1..cardinality(l_key) LOOP
          CONTINUE WHEN l_key[j] <> platform_id() AND l_key[j] <> c_key[r_caller[i]];
          o_pass[i] := greatest(least(o_pass[i], l_calls[j] - l_used[j]), 0);
          IF limiting = 0 OR l_calls[j] - l_used[j] < l_calls[limiting] - l_used[limiting] THEN limiting := j; END IF;
        END LOOP;
        IF limiting > 0 THEN
          o_limiter[i] := limiting;
          FOR j IN 1..cardinality(l_key) LOOP
            IF l_key[j] = platform_id() OR l_key[j] = c_key[r_caller[i]] THEN l_used[j] := l_used[j] + o_pass[i]; END IF;
          END LOOP;
        END IF;
      END IF;
      o_fits[i] := o_pass[i];
      FOR j IN m_first[m]..m_last[m] LOOP
        CONTINUE WHEN w_limit[j] IS NULL;
        v_room := w_limit[j] - w_used[j];
        IF w_hard[j] AND (o_hard[i] = 0 OR v_room < hard_room) THEN o_hard[i] := j; hard_room := v_room; o_hard_used[i] := w_used[j]; END IF;
        IF NOT w_hard[j] AND (o_soft[i] = 0 OR v_room < soft_room) THEN o_soft[i] := j; soft_room := v_room; o_soft_used[i] := w_used[j]; END IF;
      END LOOP;
      -- div() is exact where a rounded quotient could let one too many through.
      IF o_hard[i] > 0 THEN
        o_fits[i] := CASE WHEN hard_room < v_amount THEN 0 WHEN v_amount = 0 THEN o_pass[i] ELSE least(o_pass[i], div(hard_room, v_amount)) END;
      END IF;
      IF o_soft[i] > 0 THEN
        o_warns[i] := o_fits[i] - CASE WHEN soft_room < v_amount THEN 0 WHEN v_amount = 0 THEN o_fits[i] ELSE least(o_fits[i], div(soft_room, v_amount)) END;
      END IF;
      some_denied := some_denied OR o_fits[i] < o_pass[i] OR o_warns[i] > 0;
      IF o_fits[i] > 0 AND r_operation[i] <> 'check' THEN
        FOR j IN m_first[m]..m_last[m] LOOP w_used[j] := w_used[j] + o_fits[i] * v_amount; END LOOP;
        IF r_operation[i] = 'reserve' THEN
          m_held[m] := m_held[m] + v_amount;
          INSERT INTO reservation (tenant_id, id, meter_id, amount, dimensions, key_id, created_at, expires_at)
          VALUES (p_tenant, (p_ids || lpad(to_hex(r_first[i]), 4, '0'))::uuid, p_meters[m], v_amount, r_group[i], c_key[r_caller[i]], moment, moment + make_interval(secs => r_seconds[i]));
        ELSE
          o_added[i] := o_fits[i] * v_amount; some_added := true;
        END IF;
      END IF;
    END IF;
    -- What is shown of an allow: the window with the least v_room, else the longest.
    o_any[i] := m_first[m];
    any_room := NULL;
    FOR j IN m_first[m]..m_last[m] LOOP
      IF w_limit[j] IS NOT NULL AND (any_room IS NULL OR w_limit[j] - w_used[j] < any_room) THEN o_any[i] := j; any_room := w_limit[j] - w_used[j]; END IF;
    END LOOP;
    o_any_used[i] := w_used[o_any[i]];
  END LOOP;

  IF some_added THEN
    INSERT INTO usage_consumed (tenant_id, at, meter_id, dimensions, amount, calls, least, most, key_id)
    SELECT p_tenant, moment, p_meters[u.m], u.grouped, sum(u.added), sum(u.fits), min(u.each), max(u.each), c_key[u.caller]
    FROM unnest(r_meter, r_group, o_added, o_fits, r_caller, r_amount) AS u(m, grouped, added, fits, caller, each)
    WHERE u.added <> 0 GROUP BY u.m, u.grouped, u.caller;

    INSERT INTO usage_rollup AS r (tenant_id, meter_id, grain, bucket, dimensions, sum, count, min, max, latest, latest_at)
    SELECT p_tenant, p_meters[u.m], g.grain, date_bin(make_interval(mins => g.grain), moment, timestamptz 'epoch') AS bin, u.grouped,
      sum(u.added), sum(CASE WHEN u.added > 0 THEN u.fits ELSE 0 END), min(u.each), max(u.each), (array_agg(u.each ORDER BY u.n DESC))[1], moment
    FROM unnest(r_meter, r_group, o_added, o_fits, r_amount) WITH ORDINALITY AS u(m, grouped, added, fits, each, n) CROSS JOIN (VALUES (1), (15)) AS g(grain)
    WHERE u.added <> 0 GROUP BY u.m, g.grain, u.grouped
    ON CONFLICT (tenant_id, meter_id, grain, bucket, dimensions) DO UPDATE SET
      sum = r.sum + excluded.sum, count = r.count + excluded.count, min = least(r.min, excluded.min), max = greatest(r.max, excluded.max),
      latest = CASE WHEN excluded.latest_at >= r.latest_at THEN excluded.latest ELSE r.latest END, latest_at = greatest(r.latest_at, excluded.latest_at);

    UPDATE quota_counter c SET used = c.used + d.added
    FROM (SELECT p_meters[u.m] AS meter_id, sum(u.added) AS added FROM unnest(r_meter, o_added) AS u(m, added) WHERE u.added <> 0 GROUP BY u.m) d
    WHERE c.tenant_id = p_tenant AND c.meter_id = d.meter_id AND c.starts_at <= moment AND c.ends_at > moment;
  END IF;

  IF NOT reads THEN
    INSERT INTO decision_tally AS t (tenant_id, meter_id, bucket, allowed, denied, warned, limited)
    SELECT p_tenant, p_meters[u.m], date_bin(interval '15 minutes', moment, timestamptz 'epoch'), sum(u.fits), sum(u.pass - u.fits), sum(u.warns), sum(u.count - u.pass)
    FROM unnest(r_operation, r_meter, r_count, o_pass, o_fits, o_warns, o_outcome) AS u(operation, m, count, pass, fits, warns, outcome)
    WHERE u.operation IN ('consume', 'reserve') AND u.outcome = 'ok' GROUP BY u.m
    ON CONFLICT (tenant_id, meter_id, bucket) DO UPDATE SET allowed = t.allowed + excluded.allowed, denied = t.denied + excluded.denied,
      warned = t.warned + excluded.warned, limited = t.limited + excluded.limited;

    IF some_denied THEN
      INSERT INTO decision (tenant_id, id, at, outcome, operation, meter_id, period, requested, used, limit_amount, mode, layer, layers, resets_at, key_id, ip, dimensions)
      SELECT p_tenant, (p_ids || lpad(to_hex(u.first + k), 4, '0'))::uuid, moment, CASE WHEN k < u.fits THEN 'warned' ELSE 'denied' END, u.operation, w_meter[x.at], w_period[x.at],
        u.amount, CASE WHEN k < u.fits THEN u.soft_used + k * u.amount ELSE u.hard_used + u.fits * u.amount END,
        w_limit[x.at], CASE WHEN w_hard[x.at] THEN 'hard' ELSE 'soft' END, w_layer[x.at], e.layers, nullif(w_ends[x.at], 'infinity'), c_key[u.caller], c_ip[u.caller], u.dimensions
      FROM unnest(r_operation, r_caller, r_amount, r_first, r_dimensions, o_pass, o_fits, o_warns, o_hard, o_hard_used, o_soft, o_soft_used)
        AS u(operation, caller, amount, first, dimensions, pass, fits, warns, hard, hard_used, soft, soft_used)
      CROSS JOIN LATERAL generate_series(u.fits - u.warns, u.pass - 1) AS k
      CROSS JOIN LATERAL (SELECT CASE WHEN k < u.fits THEN u.soft ELSE u.hard END AS at) x
      JOIN (SELECT j, quota_layers(p_tenant, w_meter[j], w_period[j], moment) AS layers FROM generate_series(1, cardinality(w_meter)) AS j
        WHERE j = ANY (o_hard) OR j = ANY (o_soft)) e ON e.j = x.at
      WHERE u.operation IN ('consume', 'reserve');
    END IF;

    IF cardinality(l_key) > 0 THEN
      INSERT INTO rate_window AS w (tenant_id, key_id, started_at, used)
      SELECT p_tenant, u.key, u.started, u.used FROM unnest(l_key, l_started, l_used) AS u(key, started, used)
      ON CONFLICT (tenant_id, key_id) DO UPDATE SET started_at = excluded.started_at, used = excluded.used;
    END IF;

    IF array_remove(r_idempotency, NULL) <> '{}' THEN
      -- Only what was allowed, and only now that it is written in the same transaction.
      INSERT INTO quota_idempotency AS k (tenant_id, key, body_hash, answer, at)
      SELECT p_tenant, u.key, u.hash, jsonb_build_object('n', u.first, 'ids', p_ids, 'used', u.used::text, 'limit', w_limit[x.at]::text, 'warned', u.warns > 0,
        'softUsed', u.soft_used::text, 'mode', CASE WHEN w_hard[x.at] THEN 'hard' ELSE 'soft' END, 'layer', w_layer[x.at], 'period', w_period[x.at],
        'ends', extract(epoch FROM nullif(w_ends[x.at], 'infinity')), 'at', extract(epoch FROM moment)), moment
      FROM unnest(r_idempotency, r_hash, r_first, o_outcome, o_fits, o_any_used, o_any, o_soft, o_soft_used, o_warns)
        AS u(key, hash, first, outcome, fits, used, shown, soft, soft_used, warns)
      CROSS JOIN LATERAL (SELECT CASE WHEN u.warns > 0 THEN u.soft ELSE u.shown END AS at) x
      WHERE u.key IS NOT NULL AND u.outcome = 'ok' AND u.fits = 1
      ON CONFLICT (tenant_id, key) DO UPDATE SET body_hash = excluded.body_hash, answer = excluded.answer, at = excluded.at;
      DELETE FROM quota_idempotency k WHERE k.tenant_id = p_tenant AND k.key = ANY (ARRAY(
        SELECT o.key FROM quota_idempotency o WHERE o.tenant_id = p_tenant AND o.at < moment - interval '25 hours' ORDER BY o.at LIMIT 2 * runs));
    END IF;
  END IF;

  RETURN jsonb_build_object(
    'at', extract(epoch FROM moment),
    'windows', (SELECT coalesce(jsonb_agg(jsonb_build_array(u.period, extract(epoch FROM nullif(u.starts, '-infinity')), extract(epoch FROM nullif(u.ends, 'infinity')), u.lim::text,
      CASE WHEN u.hard THEN 'hard' ELSE 'soft' END, u.layer, u.meter)), '[]')
      FROM unnest(w_period, w_starts, w_ends, w_limit, w_hard, w_layer, w_meter) AS u(period, starts, ends, lim, hard, layer, meter)),
    'limiters', (SELECT coalesce(jsonb_agg(jsonb_build_array(u.key, u.calls, u.seconds, u.used, extract(epoch FROM u.started))), '[]')
      FROM unnest(l_key, l_calls, l_seconds, l_used, l_started) AS u(key, calls, seconds, used, started)),
    'outcomes', to_jsonb(o_outcome), 'fits', to_jsonb(o_fits), 'pass', to_jsonb(o_pass), 'warns', to_jsonb(o_warns),
    'hard', to_jsonb(o_hard), 'hardUsed', to_jsonb(o_hard_used::text[]), 'soft', to_jsonb(o_soft), 'softUsed', to_jsonb(o_soft_used::text[]),
    'any', to_jsonb(o_any), 'anyUsed', to_jsonb(o_any_used::text[]), 'limiter', to_jsonb(o_limiter), 'answers', to_jsonb(o_answer));
END $$;
-- Its statements are the same every time but for the lengths of arrays: planning them anew costs more than running them.
-- And a plan made while a table is small must still be right when it is large: each finds its rows by its key.
ALTER FUNCTION consume SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION consume SET enable_seqscan = off;
ALTER FUNCTION consume SET enable_hashjoin = off;
ALTER FUNCTION consume SET enable_mergejoin = off;
ALTER FUNCTION consume SET jit = off;
DO $$ BEGIN
  EXECUTE format('GRANT EXECUTE ON FUNCTION consume TO %I', session_user);
END $$;
SELECT own_by_definer('consume(uuid, text, uuid[], uuid[], text[], uuid[], text[], int[], int[], numeric[], int[], int[], text[], jsonb[], text[], uuid[], uuid[], int[])', 'engine');

-- Events and what they add to the meters, in one durable step. `c_event` holds 1-based positions in the event arrays.
-- Returns 'ok' and which events were new; anything else and nothing was written. Only the owner, importing, sets a receipt time.
-- They move the counters, too, in the same transaction: a quota never refuses an event, but what an event reported is used.
-- Each counter whose period covers the event's own time moves, so that a counter is always the sum of its rollups.
CREATE FUNCTION record_events(
  p_tenant uuid, p_key_owner uuid, p_key uuid, p_meters_version int, p_received_at timestamptz,
  e_key uuid[], e_time timestamptz[], e_source text[], e_id text[], e_type text[], e_subject text[], e_data jsonb[],
  c_event int[], c_time timestamptz[], c_meter uuid[], c_dimensions text[], c_value numeric[], c_text text[],
  OUT outcome text, OUT new_events int[]
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  received timestamptz := coalesce(p_received_at, clock_timestamp());
BEGIN
  IF p_received_at IS NOT NULL AND session_user = tenantry_role('engine') THEN RAISE insufficient_privilege; END IF;
  PERFORM lock_counters(p_tenant);
  outcome := admit_key(p_tenant, p_key_owner, p_key);
  IF outcome <> 'ok' THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock_shared(hashtext('tenantry meters'));
  IF (SELECT meters_version FROM installation) <> p_meters_version THEN
    outcome := 'stale_meters';
    RETURN;
  END IF;

  -- Keys in one order for all, so that two batches with the same events wait for each other instead of deadlocking.
  WITH fresh AS (
    INSERT INTO usage_event_key (tenant_id, key, received_at)
    SELECT p_tenant, k, received FROM unnest(e_key) AS k GROUP BY k ORDER BY k
    ON CONFLICT DO NOTHING RETURNING key
  ), first_of AS (
    SELECT min(n)::int AS n FROM unnest(e_key) WITH ORDINALITY AS u(k, n) JOIN fresh ON fresh.key = u.k GROUP BY u.k
  )
  SELECT coalesce(array_agg(n ORDER BY n), '{}') INTO new_events FROM first_of;
  IF new_events = '{}' THEN RETURN; END IF;

  INSERT INTO usage_event (tenant_id, time, key, source, event_id, type, subject, data, key_id, received_at, meters_version)
  SELECT p_tenant, e.time, e.key, e.source, e.id, e.type, e.subject, e.data, p_key, received, p_meters_version
  FROM unnest(e_key, e_time, e_source, e_id, e_type, e_subject, e_data) WITH ORDINALITY
    AS e(key, time, source, id, type, subject, data, n)
  WHERE e.n = ANY (new_events);

  INSERT INTO usage_rollup AS r (tenant_id, meter_id, grain, bucket, dimensions, sum, count, min, max, latest, latest_at)
  SELECT p_tenant, c.meter, g.grain, date_bin(make_interval(mins => g.grain), c.time, timestamptz 'epoch') AS bin, c.dimensions,
    sum(coalesce(c.value, 1)), count(*), min(c.value), max(c.value),
    (array_agg(c.value ORDER BY c.time DESC, c.event DESC))[1], max(c.time)
  FROM unnest(c_event, c_time, c_meter, c_dimensions, c_value) AS c(event, time, meter, dimensions, value)
  CROSS JOIN (VALUES (1), (15)) AS g(grain)
  WHERE c.event = ANY (new_events)
  GROUP BY c.meter, g.grain, bin, c.dimensions ORDER BY c.meter, g.grain, bin, c.dimensions
  ON CONFLICT (tenant_id, meter_id, grain, bucket, dimensions) DO UPDATE SET
    sum = r.sum + excluded.sum, count = r.count + excluded.count,
    min = least(r.min, excluded.min), max = greatest(r.max, excluded.max),
    latest = CASE WHEN excluded.latest_at >= r.latest_at THEN excluded.latest ELSE r.latest END,
    latest_at = greatest(r.latest_at, excluded.latest_at);

  UPDATE quota_counter q SET used = q.used + s.added
  FROM (
    SELECT k.meter_id, k.period, k.starts_at, sum(coalesce(c.value, 1)) AS added
    FROM quota_counter k JOIN unnest(c_event, c_time, c_meter, c_value) AS c(event, time, meter, value)
      ON c.meter = k.meter_id AND c.time >= k.starts_at AND c.time < k.ends_at
    WHERE k.tenant_id = p_tenant AND k.meter_id = ANY (c_meter) AND c.event = ANY (new_events) GROUP BY k.meter_id, k.period, k.starts_at
  ) s
  WHERE q.tenant_id = p_tenant AND q.meter_id = s.meter_id AND q.period = s.period AND q.starts_at = s.starts_at;

  INSERT INTO usage_unique (tenant_id, meter_id, grain, bucket, dimensions, value)
  SELECT DISTINCT p_tenant, c.meter, g.grain, date_bin(make_interval(mins => g.grain), c.time, timestamptz 'epoch') AS bin, c.dimensions, c.text
  FROM unnest(c_event, c_time, c_meter, c_dimensions, c_text) AS c(event, time, meter, dimensions, text)
  CROSS JOIN (VALUES (1), (15)) AS g(grain)
  WHERE c.text IS NOT NULL AND c.event = ANY (new_events)
  ORDER BY c.meter, g.grain, bin, c.dimensions, c.text
  ON CONFLICT DO NOTHING;
END $$;
DO $$ BEGIN
  EXECUTE format('GRANT EXECUTE ON FUNCTION record_events TO %I', session_user);
END $$;
SELECT own_by_definer('record_events(uuid, uuid, uuid, int, timestamptz, uuid[], timestamptz[], text[], text[], text[], text[], jsonb[], int[], timestamptz[], uuid[], text[], numeric[], text[])', 'engine');

-- What the events and the consumed rows of a span of time add up to, where the rollups say something else. Empty is right.
-- One statement, so that it sees one moment, whatever is written meanwhile. Both bounds lie on quarters of an hour.
CREATE FUNCTION usage_drift(p_tenant uuid, p_from timestamptz, p_to timestamptz)
RETURNS TABLE (meter text, bucket timestamptz, dimensions jsonb, found text, expected text, checked bigint) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH counted AS (
    SELECT m.id, date_bin(interval '15 minutes', e.time, timestamptz 'epoch') AS bin, d.groups, v.value AS least, v.value AS most, coalesce(v.value, 1) AS added, 1 AS calls,
      CASE WHEN m.aggregation = 'unique' THEN e.data #>> string_to_array(substr(m.value_path, 3), '.') END AS distinct_value
    FROM usage_event e JOIN meter m ON m.event_type = e.type AND e.meters_version >= m.since_version
    CROSS JOIN LATERAL (SELECT CASE WHEN m.aggregation IN ('count', 'unique') THEN NULL ELSE (e.data #>> string_to_array(substr(m.value_path, 3), '.'))::numeric END AS value) v
    CROSS JOIN LATERAL (
      SELECT coalesce(jsonb_agg(CASE WHEN jsonb_typeof(e.data #> p.path) IN ('string', 'number', 'boolean') THEN e.data #>> p.path ELSE '' END ORDER BY g.n), '[]') AS groups
      FROM jsonb_array_elements(m.group_by) WITH ORDINALITY AS g(entry, n) CROSS JOIN LATERAL (SELECT string_to_array(substr(g.entry ->> 'path', 3), '.') AS path) p
    ) d
    WHERE e.tenant_id = p_tenant AND e.time >= p_from AND e.time < p_to
    UNION ALL
    SELECT c.meter_id, date_bin(interval '15 minutes', c.at, timestamptz 'epoch'), c.dimensions::jsonb, c.least, c.most, c.amount, CASE WHEN c.amount > 0 THEN c.calls ELSE 0 END, NULL
    FROM usage_consumed c WHERE c.tenant_id = p_tenant AND c.at >= p_from AND c.at < p_to
  ), wanted AS (
    SELECT c.id, c.bin, c.groups, sum(c.added) AS sum, sum(c.calls)::bigint AS count, min(c.least) AS min, max(c.most) AS max, count(DISTINCT c.distinct_value) AS uniques
    FROM counted c GROUP BY c.id, c.bin, c.groups
  ), kept AS (
    SELECT r.meter_id AS id, date_bin(interval '15 minutes', r.bucket, timestamptz 'epoch') AS bin, r.dimensions::jsonb AS groups,
      sum(r.sum) FILTER (WHERE r.grain = 15) AS sum, sum(r.count) FILTER (WHERE r.grain = 15) AS count, min(r.min) AS min, max(r.max) AS max,
      sum(r.sum) FILTER (WHERE r.grain = 1) AS minutes_sum, sum(r.count) FILTER (WHERE r.grain = 1) AS minutes_count
    FROM usage_rollup r WHERE r.tenant_id = p_tenant AND r.bucket >= p_from AND r.bucket < p_to
    GROUP BY r.meter_id, date_bin(interval '15 minutes', r.bucket, timestamptz 'epoch'), r.dimensions::jsonb
  ), kept_uniques AS (
    SELECT u.meter_id AS id, u.bucket AS bin, u.dimensions::jsonb AS groups, count(*) AS uniques
    FROM usage_unique u WHERE u.tenant_id = p_tenant AND u.grain = 15 AND u.bucket >= p_from AND u.bucket < p_to GROUP BY u.meter_id, u.bucket, u.dimensions::jsonb
  ), compared AS (
    SELECT coalesce(w.id, k.id) AS id, coalesce(w.bin, k.bin) AS bin, coalesce(w.groups, k.groups) AS groups,
      concat_ws(' ', trim_scale(k.sum), k.count, trim_scale(k.minutes_sum), k.minutes_count, trim_scale(k.min), trim_scale(k.max), coalesce(u.uniques, 0)) AS found,
      concat_ws(' ', trim_scale(w.sum), w.count, trim_scale(w.sum), w.count, trim_scale(w.min), trim_scale(w.max), coalesce(w.uniques, 0)) AS expected
    FROM wanted w FULL JOIN kept k ON k.id = w.id AND k.bin = w.bin AND k.groups = w.groups
    LEFT JOIN kept_uniques u ON u.id = w.id AND u.bin = w.bin AND u.groups = w.groups
  )
  SELECT m.slug, c.bin, c.groups, c.found, c.expected, count(*) OVER () FROM compared c JOIN meter m ON m.id = c.id
  ORDER BY c.found = c.expected, c.bin LIMIT 100;
END $$;

-- The counters that differ from the rollups of their period.
CREATE FUNCTION counter_drift(p_tenant uuid) RETURNS TABLE (meter text, period text, starts_at timestamptz, found numeric, expected numeric) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT m.slug, c.period, nullif(c.starts_at, '-infinity'), c.used, e.expected
    FROM quota_counter c JOIN meter m ON m.id = c.meter_id
    CROSS JOIN LATERAL (SELECT usage_between(p_tenant, c.meter_id, m.aggregation, c.period = 'minute', c.starts_at, c.ends_at) AS expected) e
    WHERE c.tenant_id = p_tenant;
END $$;

DO $$
DECLARE of text;
BEGIN
  FOREACH of IN ARRAY ARRAY['usage_drift(uuid, timestamptz, timestamptz)', 'counter_drift(uuid)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', of);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I, %I', of, tenantry_role('app'), tenantry_role('staff'));
  END LOOP;
END $$;
