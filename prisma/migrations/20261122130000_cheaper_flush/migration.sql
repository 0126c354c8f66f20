-- What one flush of quotas costs: starting a statement costs more than running it, and the more so the more it joins.

-- As before; what is no query is assigned, which costs a fraction of a statement.
CREATE OR REPLACE FUNCTION admit_key(p_tenant uuid, p_key_owner uuid, p_key uuid) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  status tenant_status;
  done text;
BEGIN
  done := set_config('app.tenant_id', p_key_owner::text, true);
  IF p_key IS NOT NULL AND NOT EXISTS (SELECT 1 FROM api_key k WHERE k.tenant_id = p_key_owner AND k.id = p_key
      AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())) THEN
    RETURN 'unauthenticated';
  END IF;
  done := set_config('app.tenant_id', p_tenant::text, true);
  SELECT t.status INTO status FROM tenant t WHERE t.tenant_id = p_tenant;
  IF status = 'Active' THEN RETURN 'ok'; END IF;
  IF status IN ('Suspended', 'Terminating') THEN
    PERFORM note_refusal(p_tenant, 'api');
    RETURN 'tenant_suspended';
  END IF;
  RETURN CASE WHEN status IS NULL THEN 'not_found' ELSE 'conflict' END;
END $$;
SELECT own_by_definer('admit_key(uuid, uuid, uuid)');

-- The limits of some meters that hold for a tenant at an instant, with what counts against each, as lists: those of one meter side
-- by side, the longest window first. Of default, plan, tenant and grant the highest layer that says something; a grant only where
-- it raises. A meter that no layer limits has one window, its month, without a limit.
-- `w_counted` is false where a counter is wanted and there is none; `w_used` then comes from the rollups.
CREATE FUNCTION quota_standing(p_tenant uuid, p_meters uuid[], p_at timestamptz,
  OUT w_at int[], OUT w_meter uuid[], OUT w_period text[], OUT w_starts timestamptz[], OUT w_ends timestamptz[], OUT w_limit numeric[],
  OUT w_hard boolean[], OUT w_layer text[], OUT w_used numeric[], OUT w_counted boolean[], OUT w_held numeric[]
) LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_plan uuid;
  v_zone text;
  some_grants boolean;
  some_holds boolean;
  l record;
  j int := 0;
  starts timestamptz;
  ends timestamptz;
  midnight timestamp;
  raised numeric;
  counted numeric;
  held numeric;
BEGIN
  SELECT t.plan_id, t.time_zone,
    EXISTS (SELECT FROM quota_grant g WHERE g.tenant_id = p_tenant AND g.meter_id = ANY (p_meters) AND g.starts_at <= p_at AND g.ends_at > p_at),
    EXISTS (SELECT FROM reservation h WHERE h.tenant_id = p_tenant AND h.meter_id = ANY (p_meters) AND h.state = 'held' AND h.expires_at > p_at)
  INTO v_plan, v_zone, some_grants, some_holds FROM tenant t WHERE t.tenant_id = p_tenant;

  FOR l IN
    SELECT array_position(p_meters, q.meter_id) AS at, q.meter_id, q.period, q.limit_amount, q.mode, q.layer, q.rank, m.aggregation FROM (
      SELECT d.meter_id, d.period, d.limit_amount, d.mode, 'default' AS layer, 1 AS rank FROM quota_default d WHERE d.meter_id = ANY (p_meters)
      UNION ALL SELECT p.meter_id, p.period, p.limit_amount, p.mode, 'plan', 2 FROM plan_quota p WHERE p.plan_id = v_plan AND p.meter_id = ANY (p_meters)
      UNION ALL SELECT t.meter_id, t.period, t.limit_amount, t.mode, 'tenant', 4 FROM tenant_quota t WHERE t.tenant_id = p_tenant AND t.meter_id = ANY (p_meters)
      UNION ALL SELECT u.id, 'month', NULL, 'hard', 'default', 0 FROM unnest(p_meters) AS u(id)
    ) q JOIN meter m ON m.id = q.meter_id
    ORDER BY 1, q.rank = 0, array_position(ARRAY['none', 'month', 'day', 'hour', 'minute'], q.period), q.rank DESC
  LOOP
    CONTINUE WHEN w_at[j] = l.at AND (w_period[j] = l.period OR l.rank = 0);
    j := j + 1;

    IF some_grants AND l.rank > 0 THEN
      SELECT g.limit_amount INTO raised FROM quota_grant g
      WHERE g.tenant_id = p_tenant AND g.meter_id = l.meter_id AND g.period = l.period AND g.starts_at <= p_at AND g.ends_at > p_at
      ORDER BY g.limit_amount DESC NULLS FIRST LIMIT 1;
      IF FOUND AND coalesce(raised > l.limit_amount, l.limit_amount IS NOT NULL) THEN
        l.limit_amount := raised;
        l.layer := 'grant';
      END IF;
    END IF;

    -- Hours end as well where the clock is set, which is at quarters of an hour, so that a shift by half an hour makes one of thirty minutes.
    -- A midnight that does not exist is where the clock was set over it. Of one that comes twice PostgreSQL takes the second; the day began with the first.
    IF l.period = 'none' THEN
      starts := '-infinity';
      ends := 'infinity';
    ELSIF l.period = 'minute' THEN
      starts := date_trunc('minute', p_at);
      ends := starts + interval '1 minute';
    ELSIF l.period = 'hour' THEN
      SELECT max(t) FILTER (WHERE t <= p_at), min(t) FILTER (WHERE t > p_at) INTO starts, ends
      FROM generate_series(date_bin('15 minutes', p_at, 'epoch') - interval '1 hour', p_at + interval '75 minutes', interval '15 minutes') AS t
      WHERE extract(minute FROM t AT TIME ZONE v_zone) = 0
        OR (t AT TIME ZONE v_zone) - ((t - interval '15 minutes') AT TIME ZONE v_zone) <> interval '15 minutes';
    ELSE
      midnight := date_trunc(l.period, p_at AT TIME ZONE v_zone);
      starts := midnight AT TIME ZONE v_zone;
      IF ((starts - interval '1 hour') AT TIME ZONE v_zone) = midnight THEN starts := starts - interval '1 hour'; END IF;
      midnight := midnight + CASE l.period WHEN 'day' THEN interval '1 day' ELSE interval '1 month' END;
      ends := midnight AT TIME ZONE v_zone;
      IF ((ends - interval '1 hour') AT TIME ZONE v_zone) = midnight THEN ends := ends - interval '1 hour'; END IF;
    END IF;

    counted := NULL;
    IF l.aggregation IN ('sum', 'count') THEN
      SELECT c.used INTO counted FROM quota_counter c
      WHERE c.tenant_id = p_tenant AND c.meter_id = l.meter_id AND c.period = l.period AND c.starts_at = starts AND c.ends_at = ends;
      w_counted[j] := counted IS NOT NULL;
    ELSE
      w_counted[j] := true;
    END IF;
    held := 0;
    IF some_holds THEN
      SELECT coalesce(sum(h.amount), 0) INTO held FROM reservation h
      WHERE h.tenant_id = p_tenant AND h.meter_id = l.meter_id AND h.state = 'held' AND h.expires_at > p_at;
    END IF;
    w_at[j] := l.at; w_meter[j] := l.meter_id; w_period[j] := l.period; w_starts[j] := starts; w_ends[j] := ends; w_limit[j] := l.limit_amount;
    w_hard[j] := l.mode = 'hard'; w_layer[j] := l.layer; w_held[j] := held;
    w_used[j] := coalesce(counted, usage_between(p_tenant, l.meter_id, l.aggregation, l.period = 'minute', starts, ends));
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION quota_standing(uuid, uuid[], timestamptz) FROM PUBLIC;
DO $$ BEGIN
  EXECUTE format('GRANT EXECUTE ON FUNCTION quota_standing(uuid, uuid[], timestamptz) TO %I, %I, %I', tenantry_role('app'), tenantry_role('staff'), tenantry_role('definer'));
END $$;

-- The same as rows. With p_all, the limits that some layer sets; without, those of p_meters.
CREATE OR REPLACE FUNCTION quota_windows(p_tenant uuid, p_meters uuid[], p_all boolean, p_at timestamptz) RETURNS TABLE (
  meter_id uuid, period text, aggregation text, starts_at timestamptz, ends_at timestamptz,
  limit_amount numeric, mode text, layer text, used numeric, counted boolean, held numeric
) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
  IF p_all THEN
    p_meters := ARRAY(SELECT d.meter_id FROM quota_default d
      UNION SELECT q.meter_id FROM plan_quota q WHERE q.plan_id = (SELECT t.plan_id FROM tenant t WHERE t.tenant_id = p_tenant)
      UNION SELECT q.meter_id FROM tenant_quota q WHERE q.tenant_id = p_tenant);
  END IF;
  RETURN QUERY
  SELECT w.meter, w.period, m.aggregation, w.starts, w.ends, w.most, CASE WHEN w.hard THEN 'hard' ELSE 'soft' END, w.layer, w.used, w.counted, w.held
  FROM quota_standing(p_tenant, p_meters, p_at) s
  CROSS JOIN LATERAL unnest(s.w_meter, s.w_period, s.w_starts, s.w_ends, s.w_limit, s.w_hard, s.w_layer, s.w_used, s.w_counted, s.w_held)
    WITH ORDINALITY AS w(meter, period, starts, ends, most, hard, layer, used, counted, held, n)
  JOIN meter m ON m.id = w.meter
  ORDER BY w.n;
END $$;

-- Decides the calls of one tenant in turn and writes what follows from them, in one durable step.
-- Callers are keys (c_*). A run (r_*) stands for r_count equal calls that came one after the other: deciding them together
-- gives what deciding each in turn would. `r_meter` is a position in p_meters. The n-th call's decision has the id p_ids plus n,
-- where r_first is the n of a run's first. No two calls of one flush name the same idempotency key. The last five are null where no run has one.
-- The answer: the windows, the limiters, and a result per run. `fits` of its calls are allowed, then those up to `pass` are denied by the quota,
-- then the rest by the rate. The hard window with the least room decides; a soft one only warns.
CREATE OR REPLACE FUNCTION consume(
  p_tenant uuid, p_ids text, c_owner uuid[], c_key uuid[], c_ip text[], p_meters uuid[],
  r_operation text[], r_caller int[], r_meter int[], r_amount numeric[], r_count int[], r_first int[], r_group text[],
  r_dimensions jsonb[], r_idempotency text[], r_hash uuid[], r_reservation uuid[], r_seconds int[]
) RETURNS json LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  moment timestamptz;
  done text;
  admitted text[];
  reads boolean := 'check' = ALL (r_operation);
  -- Windows, those of one meter side by side, the longest first.
  w_meter uuid[]; w_period text[]; w_starts timestamptz[]; w_ends timestamptz[]; w_limit numeric[]; w_hard boolean[]; w_layer text[];
  w_used numeric[]; w_counted boolean[]; w_at int[]; w_held numeric[];
  m_first int[]; m_last int[]; m_held numeric[];
  -- Limiters of calls a second or minute.
  l_key uuid[]; l_calls bigint[]; l_seconds int[]; l_used bigint[]; l_passed bigint[]; l_wait float8[]; l_reset float8[];
  limiting int;
  -- Results, by run.
  o_outcome text[]; o_pass int[]; o_fits int[]; o_warns int[]; o_added numeric[]; o_hard int[]; o_hard_used numeric[];
  o_soft int[]; o_soft_used numeric[]; o_any int[]; o_any_used numeric[]; o_limiter int[]; o_answer json[];
  -- Of the run at hand.
  m int; v_outcome text; v_amount numeric; v_pass int; v_fits int; v_warns int; v_added numeric; v_limiter int; v_answer json;
  hard int; soft int; shown int; room numeric; hard_room numeric; soft_room numeric; shown_room numeric; of_hold numeric; held reservation;
  k_at int[]; k_hash uuid[]; k_answer json[]; known int;
  some_kept boolean := false; first_allows int[]; row record;
BEGIN
  IF NOT reads THEN done := lock_counters(p_tenant); END IF;
  FOR i IN 1..cardinality(c_owner) LOOP
    admitted[i] := admit_key(p_tenant, c_owner[i], c_key[i]);
  END LOOP;
  IF NOT 'ok' = ANY (admitted) THEN
    RETURN json_build_object('outcomes', ARRAY(SELECT admitted[u.caller] FROM unnest(r_caller) WITH ORDINALITY AS u(caller, n) ORDER BY u.n));
  END IF;
  done := set_config('app.tenant_id', p_tenant::text, true);
  -- After the lock: whoever waited for it is decided in the period in which it is decided.
  moment := clock_timestamp();

  IF r_reservation IS NOT NULL THEN
    -- A commit or cancellation names its meter through its reservation.
    FOR row IN SELECT n::int, h.* FROM unnest(r_reservation) WITH ORDINALITY AS u(id, n)
      CROSS JOIN LATERAL (SELECT o.meter_id, o.dimensions FROM reservation o WHERE o.tenant_id = p_tenant AND o.id = u.id LIMIT 1) h LOOP
      IF array_position(p_meters, row.meter_id) IS NULL THEN p_meters := p_meters || row.meter_id; END IF;
      r_meter[row.n] := array_position(p_meters, row.meter_id);
      r_group[row.n] := row.dimensions;
    END LOOP;
  END IF;

  SELECT s.w_meter, s.w_period, s.w_starts, s.w_ends, s.w_limit, s.w_hard, s.w_layer, s.w_used, s.w_counted, s.w_at, s.w_held
  INTO w_meter, w_period, w_starts, w_ends, w_limit, w_hard, w_layer, w_used, w_counted, w_at, w_held
  FROM quota_standing(p_tenant, p_meters, moment) s;
  IF NOT reads AND false = ANY (w_counted) THEN
    DELETE FROM quota_counter c USING unnest(w_meter, w_counted) AS u(meter, counted)
    WHERE c.tenant_id = p_tenant AND c.meter_id = u.meter AND NOT u.counted AND c.ends_at <= moment;
    INSERT INTO quota_counter (tenant_id, meter_id, period, starts_at, ends_at, used)
    SELECT p_tenant, u.meter, u.period, u.starts, u.ends, u.used
    FROM unnest(w_meter, w_period, w_starts, w_ends, w_used, w_counted) AS u(meter, period, starts, ends, used, counted) WHERE NOT u.counted
    ON CONFLICT (tenant_id, meter_id, period, starts_at) DO UPDATE SET ends_at = excluded.ends_at, used = excluded.used;
  END IF;
  FOR j IN 1..coalesce(cardinality(w_at), 0) LOOP
    m := w_at[j];
    IF m_first[m] IS NULL THEN m_first[m] := j; m_held[m] := w_held[j]; END IF;
    m_last[m] := j;
    w_used[j] := greatest(w_used[j], 0) + w_held[j];
  END LOOP;

  IF NOT reads AND EXISTS (SELECT FROM rate_limit l WHERE l.tenant_id = p_tenant) THEN
    SELECT array_agg(l.key_id), array_agg(l.calls), array_agg(s.seconds), array_agg(u.used), array_agg(0::bigint)
    INTO l_key, l_calls, l_seconds, l_used, l_passed
    FROM rate_limit l CROSS JOIN LATERAL (SELECT CASE l.period WHEN 'second' THEN 1 ELSE 60 END AS seconds) s
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(e.count), 0)::bigint AS used FROM rate_window w CROSS JOIN LATERAL unnest(w.slots, w.counts) AS e(slot, count)
      WHERE w.tenant_id = p_tenant AND w.key_id = l.key_id AND w.seconds = s.seconds AND e.slot >= rate_slot(moment, s.seconds) - 100
    ) u
    WHERE l.tenant_id = p_tenant AND l.calls IS NOT NULL AND (l.key_id = platform_id() OR l.key_id = ANY (c_key));
  END IF;
  IF r_idempotency IS NOT NULL THEN
    -- Lateral, so that each key is looked up by itself, however many rows there are.
    SELECT array_agg(u.n::int), array_agg(k.body_hash), array_agg(k.answer::json) INTO k_at, k_hash, k_answer
    FROM unnest(r_idempotency) WITH ORDINALITY AS u(key, n) CROSS JOIN LATERAL (
      SELECT o.body_hash, o.answer FROM quota_idempotency o WHERE o.tenant_id = p_tenant AND o.key = u.key AND o.at > moment - interval '24 hours' LIMIT 1
    ) k;
  END IF;

  FOR i IN 1..cardinality(r_operation) LOOP
    m := r_meter[i];
    v_amount := r_amount[i];
    v_outcome := admitted[r_caller[i]];
    v_pass := r_count[i]; v_fits := 0; v_warns := 0; v_added := 0; v_limiter := 0; v_answer := NULL; hard := 0; soft := 0;
    o_hard_used[i] := 0; o_soft_used[i] := 0; o_any[i] := 0; o_any_used[i] := 0;
    IF v_outcome = 'ok' AND k_at IS NOT NULL THEN
      known := array_position(k_at, i);
      IF known IS NOT NULL THEN
        v_outcome := CASE WHEN k_hash[known] = r_hash[i] THEN 'again' ELSE 'conflict' END;
        v_answer := k_answer[known];
      END IF;
    END IF;

    IF v_outcome <> 'ok' THEN
      NULL;
    ELSIF r_operation[i] = 'consume' OR r_operation[i] = 'check' OR r_operation[i] = 'reserve' THEN
      -- A call counts against the rate whatever the quota then says of it.
      IF l_key IS NOT NULL AND r_operation[i] <> 'check' THEN
        limiting := 0;
        FOR j IN 1..cardinality(l_key) LOOP
          CONTINUE WHEN l_key[j] <> platform_id() AND l_key[j] IS DISTINCT FROM c_key[r_caller[i]];
          v_pass := greatest(least(v_pass, l_calls[j] - l_used[j]), 0);
          IF limiting = 0 OR l_calls[j] - l_used[j] < l_calls[limiting] - l_used[limiting] THEN limiting := j; END IF;
        END LOOP;
        IF limiting > 0 THEN
          v_limiter := limiting;
          FOR j IN 1..cardinality(l_key) LOOP
            IF l_key[j] = platform_id() OR l_key[j] = c_key[r_caller[i]] THEN l_used[j] := l_used[j] + v_pass; l_passed[j] := l_passed[j] + v_pass; END IF;
          END LOOP;
        END IF;
      END IF;
      v_fits := v_pass;
      FOR j IN m_first[m]..m_last[m] LOOP
        CONTINUE WHEN w_limit[j] IS NULL;
        room := w_limit[j] - w_used[j];
        IF w_hard[j] THEN
          IF hard = 0 OR room < hard_room THEN hard := j; hard_room := room; END IF;
        ELSIF soft = 0 OR room < soft_room THEN
          soft := j; soft_room := room;
        END IF;
      END LOOP;
      -- div() is exact where a rounded quotient could let one too many through.
      IF hard > 0 THEN
        o_hard_used[i] := w_used[hard];
        IF hard_room < v_amount * v_pass THEN v_fits := CASE WHEN hard_room < v_amount THEN 0 ELSE div(hard_room, v_amount) END; some_kept := true; END IF;
      END IF;
      IF soft > 0 THEN
        o_soft_used[i] := w_used[soft];
        IF soft_room < v_amount * v_fits THEN
          v_warns := v_fits - CASE WHEN soft_room < v_amount THEN 0 ELSE div(soft_room, v_amount) END;
          some_kept := true;
        END IF;
      END IF;
      IF v_fits > 0 AND r_operation[i] <> 'check' THEN
        FOR j IN m_first[m]..m_last[m] LOOP w_used[j] := w_used[j] + v_fits * v_amount; END LOOP;
        IF r_operation[i] = 'reserve' THEN
          m_held[m] := m_held[m] + v_amount;
          INSERT INTO reservation (tenant_id, id, meter_id, amount, dimensions, key_id, created_at, expires_at)
          VALUES (p_tenant, (p_ids || lpad(to_hex(r_first[i]), 4, '0'))::uuid, p_meters[m], v_amount, r_group[i], c_key[r_caller[i]], moment, moment + make_interval(secs => r_seconds[i]));
        ELSE
          v_added := v_fits * v_amount;
        END IF;
      END IF;
    ELSIF r_operation[i] = 'release' THEN
      -- Never below 0 in the longest window, which for an allocation is all of time.
      v_amount := least(v_amount, greatest(w_used[m_first[m]] - m_held[m], 0));
      v_fits := 1; v_added := -v_amount;
      FOR j IN m_first[m]..m_last[m] LOOP w_used[j] := greatest(w_used[j] - v_amount, m_held[m]); END LOOP;
    ELSE
      SELECT * INTO held FROM reservation h WHERE h.tenant_id = p_tenant AND h.id = r_reservation[i];
      of_hold := CASE WHEN held.state = 'held' AND held.expires_at > moment THEN held.amount ELSE 0 END;
      IF held.id IS NULL THEN
        v_outcome := 'not_found';
      ELSIF r_operation[i] = 'cancel' THEN
        IF held.state = 'committed' THEN
          v_outcome := 'conflict';
        ELSE
          UPDATE reservation h SET state = 'released' WHERE h.tenant_id = p_tenant AND h.id = held.id;
        END IF;
      ELSIF v_amount > held.amount THEN
        v_outcome := 'invalid';
      ELSIF held.state = 'committed' AND held.committed = v_amount THEN
        -- The same commit again, after an answer that got lost, is answered again.
        v_outcome := 'again'; v_answer := '{}';
      ELSIF of_hold = 0 THEN
        v_outcome := 'conflict';
      ELSE
        UPDATE reservation h SET state = 'committed', committed = v_amount WHERE h.tenant_id = p_tenant AND h.id = held.id;
        v_fits := 1; v_added := v_amount;
      END IF;
      IF v_outcome = 'ok' THEN
        m_held[m] := m_held[m] - of_hold;
        FOR j IN m_first[m]..m_last[m] LOOP w_used[j] := w_used[j] - of_hold + v_added; END LOOP;
      END IF;
    END IF;

    IF v_outcome = 'ok' OR v_outcome = 'again' THEN
      -- What is shown of an allow: the window with the least room, else the longest.
      shown := m_first[m];
      shown_room := NULL;
      FOR j IN shown..m_last[m] LOOP
        room := w_limit[j] - w_used[j];
        IF room < shown_room OR shown_room IS NULL AND room IS NOT NULL THEN shown := j; shown_room := room; END IF;
      END LOOP;
      o_any[i] := shown;
      o_any_used[i] := w_used[shown];
    END IF;
    o_outcome[i] := v_outcome; o_pass[i] := v_pass; o_fits[i] := v_fits; o_warns[i] := v_warns; o_added[i] := v_added;
    o_hard[i] := hard; o_soft[i] := soft; o_limiter[i] := v_limiter; o_answer[i] := v_answer;
  END LOOP;

  IF NOT reads THEN
    WITH runs AS MATERIALIZED (
      SELECT u.*, o.adds FROM unnest(r_operation, r_meter, r_group, r_caller, r_amount, r_count, o_outcome, o_pass, o_fits, o_warns, o_added)
        AS u(operation, m, grouped, caller, amount, count, outcome, pass, fits, warns, added)
      CROSS JOIN LATERAL (SELECT u.outcome = 'ok' AND u.operation IN ('consume', 'reserve') AS adds) o
    ), consumed AS (
      INSERT INTO usage_consumed (tenant_id, at, meter_id, dimensions, amount, calls, least, most, key_id)
      SELECT p_tenant, moment, p_meters[u.m], u.grouped, sum(u.added), sum(u.fits), min(u.amount), max(u.amount), c_key[u.caller]
      FROM runs u WHERE u.added <> 0 GROUP BY u.m, u.grouped, u.caller
    ), rolled AS (
      INSERT INTO usage_rollup AS r (tenant_id, meter_id, grain, bucket, dimensions, sum, count, min, max, latest, latest_at)
      SELECT p_tenant, p_meters[s.m], g.grain, date_bin(g.width, moment, timestamptz 'epoch'), s.grouped, s.sum, s.count, s.min, s.max, s.max, moment
      FROM (
        SELECT u.m, u.grouped, sum(u.added) AS sum, sum(CASE WHEN u.added > 0 THEN u.fits ELSE 0 END) AS count, min(u.amount) AS min, max(u.amount) AS max
        FROM runs u WHERE u.added <> 0 GROUP BY u.m, u.grouped
      ) s CROSS JOIN (VALUES (1, interval '1 minute'), (15, interval '15 minutes')) AS g(grain, width)
      ON CONFLICT (tenant_id, meter_id, grain, bucket, dimensions) DO UPDATE SET
        sum = r.sum + excluded.sum, count = r.count + excluded.count, min = least(r.min, excluded.min), max = greatest(r.max, excluded.max),
        latest = CASE WHEN excluded.latest_at >= r.latest_at THEN excluded.latest ELSE r.latest END, latest_at = greatest(r.latest_at, excluded.latest_at)
    ), counted AS (
      UPDATE quota_counter c SET used = c.used + d.added
      FROM (SELECT p_meters[u.m] AS meter_id, sum(u.added) AS added FROM runs u WHERE u.added <> 0 GROUP BY u.m) d
      WHERE c.tenant_id = p_tenant AND c.meter_id = d.meter_id AND c.starts_at <= moment AND c.ends_at > moment
    ), tallied AS (
      INSERT INTO decision_tally AS t (tenant_id, meter_id, bucket, allowed, denied, warned, limited)
      SELECT p_tenant, p_meters[u.m], date_bin(interval '15 minutes', moment, timestamptz 'epoch'), sum(u.fits), sum(u.pass - u.fits), sum(u.warns), sum(u.count - u.pass)
      FROM runs u WHERE u.adds GROUP BY u.m
      ON CONFLICT (tenant_id, meter_id, bucket) DO UPDATE SET allowed = t.allowed + excluded.allowed, denied = t.denied + excluded.denied,
        warned = t.warned + excluded.warned, limited = t.limited + excluded.limited
      RETURNING meter_id, allowed
    )
    SELECT array_agg(array_position(p_meters, t.meter_id)) INTO first_allows FROM tallied t
    WHERE t.allowed > 0 AND t.allowed = (SELECT sum(u.fits) FROM runs u WHERE u.adds AND u.m = array_position(p_meters, t.meter_id));

    IF first_allows IS NOT NULL THEN
      -- A sample of the allows: of each meter the first in the quarter of an hour, unless it was warned of and so is kept below.
      INSERT INTO decision (tenant_id, id, at, outcome, operation, meter_id, period, requested, used, limit_amount, mode, layer, layers, resets_at, key_id, ip, dimensions)
      SELECT p_tenant, (p_ids || lpad(to_hex(r_first[f.i]), 4, '0'))::uuid, moment, 'allowed', r_operation[f.i], p_meters[f.m], w_period[f.w], r_amount[f.i],
        o_any_used[f.i] - o_fits[f.i] * r_amount[f.i], w_limit[f.w], CASE WHEN w_hard[f.w] THEN 'hard' ELSE 'soft' END, w_layer[f.w],
        quota_layers(p_tenant, p_meters[f.m], w_period[f.w], moment), nullif(w_ends[f.w], 'infinity'), c_key[r_caller[f.i]], c_ip[r_caller[f.i]], r_dimensions[f.i]
      FROM (
        SELECT DISTINCT ON (u.m) u.m, u.i, o_any[u.i] AS w FROM unnest(r_operation, r_meter, o_outcome, o_fits, o_warns) WITH ORDINALITY AS u(operation, m, outcome, fits, warns, i)
        WHERE u.m = ANY (first_allows) AND u.operation IN ('consume', 'reserve') AND u.outcome = 'ok' AND u.fits > u.warns ORDER BY u.m, u.i
      ) f;
    END IF;

    IF some_kept THEN
      INSERT INTO decision (tenant_id, id, at, outcome, operation, meter_id, period, requested, used, limit_amount, mode, layer, layers, resets_at, key_id, ip, dimensions)
      SELECT p_tenant, (p_ids || lpad(to_hex(u.first + k), 4, '0'))::uuid, moment, CASE WHEN k < u.fits THEN 'warned' ELSE 'denied' END, u.operation, w_meter[x.at], w_period[x.at],
        u.amount, CASE WHEN k < u.fits THEN u.soft_used + k * u.amount ELSE u.hard_used + u.fits * u.amount END,
        w_limit[x.at], CASE WHEN w_hard[x.at] THEN 'hard' ELSE 'soft' END, w_layer[x.at], e.layers, nullif(w_ends[x.at], 'infinity'), c_key[u.caller], c_ip[u.caller], r_dimensions[u.i]
      FROM unnest(r_operation, r_caller, r_amount, r_first, o_pass, o_fits, o_warns, o_hard, o_hard_used, o_soft, o_soft_used, o_outcome) WITH ORDINALITY
        AS u(operation, caller, amount, first, pass, fits, warns, hard, hard_used, soft, soft_used, outcome, i)
      CROSS JOIN LATERAL generate_series(u.fits - u.warns, u.pass - 1) AS k
      CROSS JOIN LATERAL (SELECT CASE WHEN k < u.fits THEN u.soft ELSE u.hard END AS at) x
      JOIN (SELECT j, quota_layers(p_tenant, w_meter[j], w_period[j], moment) AS layers FROM generate_series(1, cardinality(w_meter)) AS j
        WHERE j = ANY (o_hard) OR j = ANY (o_soft)) e ON e.j = x.at
      WHERE u.operation IN ('consume', 'reserve') AND u.outcome = 'ok';
    END IF;

    IF l_key IS NOT NULL THEN
      -- What passed joins its hundredth of the second or minute; those that are over are left behind. `wait` is how long until a call passes again,
      -- `reset` until all of them do.
      WITH slots AS MATERIALIZED (
        SELECT u.n, u.key, u.calls, u.seconds, u.used, e.slot, e.count, sum(e.count) OVER (PARTITION BY u.n ORDER BY e.slot DESC) - e.count AS later
        FROM unnest(l_key, l_calls, l_seconds, l_used, l_passed) WITH ORDINALITY AS u(key, calls, seconds, used, passed, n)
        CROSS JOIN LATERAL (
          SELECT s.slot, sum(s.count)::bigint AS count FROM (
            SELECT o.slot, o.count FROM rate_window w CROSS JOIN LATERAL unnest(w.slots, w.counts) AS o(slot, count)
            WHERE w.tenant_id = p_tenant AND w.key_id = u.key AND w.seconds = u.seconds AND o.slot >= rate_slot(moment, u.seconds) - 100
            UNION ALL SELECT rate_slot(moment, u.seconds), u.passed
          ) s GROUP BY s.slot
        ) e
      ), written AS (
        INSERT INTO rate_window AS w (tenant_id, key_id, at, seconds, slots, counts)
        SELECT p_tenant, s.key, moment, s.seconds, array_agg(s.slot ORDER BY s.slot), array_agg(s.count ORDER BY s.slot) FROM slots s GROUP BY s.key, s.seconds
        ON CONFLICT (tenant_id, key_id) DO UPDATE SET at = excluded.at, seconds = excluded.seconds, slots = excluded.slots, counts = excluded.counts
      ), waits AS (
        SELECT s.n, CASE WHEN min(s.used) < min(s.calls) THEN 0 ELSE coalesce((min(s.slot) FILTER (WHERE s.later < s.calls) + 101) * s.seconds / 100.0 - extract(epoch FROM moment), s.seconds) END AS wait,
          coalesce((max(s.slot) FILTER (WHERE s.count > 0) + 101) * s.seconds / 100.0 - extract(epoch FROM moment), 0) AS reset
        FROM slots s GROUP BY s.n, s.seconds
      )
      SELECT array_agg(a.wait ORDER BY a.n), array_agg(a.reset ORDER BY a.n) INTO l_wait, l_reset FROM waits a;
    END IF;

    IF r_idempotency IS NOT NULL THEN
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
    END IF;
  END IF;

  RETURN json_build_object('at', extract(epoch FROM moment), 'outcomes', o_outcome, 'fits', o_fits, 'pass', o_pass, 'warns', o_warns,
    'hard', o_hard, 'hardUsed', o_hard_used::text[], 'soft', o_soft, 'softUsed', o_soft_used::text[], 'any', o_any, 'anyUsed', o_any_used::text[],
    'limiter', o_limiter, 'answers', CASE WHEN r_idempotency IS NOT NULL OR r_reservation IS NOT NULL THEN o_answer END,
    'windows', json_build_array(w_period, w_starts, w_ends, w_limit::text[], w_hard, w_layer, w_meter),
    'limiters', CASE WHEN l_key IS NOT NULL THEN json_build_array(l_key, l_calls, l_seconds, l_used, l_wait, l_reset) END);
END $$;

-- What most flushes are: one run of plain calls to consume, where the tenant has no limit of calls and all of the run fits. It says and
-- writes what consume() would, at a fraction of the price, because it has nothing to add up; whatever is not so plain goes there.
CREATE FUNCTION consume_run(
  p_tenant uuid, p_ids text, p_owner uuid, p_key uuid, p_ip text, p_meter uuid, p_amount numeric, p_count int, p_group text, p_dimensions jsonb
) RETURNS json LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  done text := lock_counters(p_tenant);
  plain boolean := admit_key(p_tenant, p_owner, p_key) = 'ok' AND NOT EXISTS (SELECT FROM rate_limit l WHERE l.tenant_id = p_tenant);
  moment timestamptz := clock_timestamp();
  added numeric := p_amount * p_count;
  w record;
  shown int := 1;
  room numeric;
  least_room numeric;
  allowed_so_far bigint;
BEGIN
  IF plain THEN
    SELECT * INTO w FROM quota_standing(p_tenant, ARRAY[p_meter], moment);
    plain := NOT false = ANY (w.w_counted);
    FOR j IN 1..coalesce(cardinality(w.w_at), 0) LOOP
      room := w.w_limit[j] - greatest(w.w_used[j], 0) - w.w_held[j] - added;
      IF room < least_room OR least_room IS NULL AND room IS NOT NULL THEN shown := j; least_room := room; END IF;
    END LOOP;
  END IF;
  IF plain IS NOT TRUE OR least_room < 0 THEN
    RETURN consume(p_tenant, p_ids, ARRAY[p_owner], ARRAY[p_key], ARRAY[p_ip], ARRAY[p_meter], ARRAY['consume'], ARRAY[1], ARRAY[1], ARRAY[p_amount],
      ARRAY[p_count], ARRAY[0], ARRAY[p_group], ARRAY[p_dimensions], NULL, NULL, NULL, NULL);
  END IF;

  INSERT INTO usage_consumed (tenant_id, at, id, meter_id, dimensions, amount, calls, least, most, key_id)
  VALUES (p_tenant, moment, (p_ids || '0000')::uuid, p_meter, p_group, added, p_count, p_amount, p_amount, p_key);
  INSERT INTO usage_rollup AS r (tenant_id, meter_id, grain, bucket, dimensions, sum, count, min, max, latest, latest_at)
  SELECT p_tenant, p_meter, g.grain, date_bin(g.width, moment, timestamptz 'epoch'), p_group, added, p_count, p_amount, p_amount, p_amount, moment
  FROM (VALUES (1, interval '1 minute'), (15, interval '15 minutes')) AS g(grain, width)
  ON CONFLICT (tenant_id, meter_id, grain, bucket, dimensions) DO UPDATE SET
    sum = r.sum + excluded.sum, count = r.count + excluded.count, min = least(r.min, excluded.min), max = greatest(r.max, excluded.max),
    latest = CASE WHEN excluded.latest_at >= r.latest_at THEN excluded.latest ELSE r.latest END, latest_at = greatest(r.latest_at, excluded.latest_at);
  UPDATE quota_counter c SET used = c.used + added
  WHERE c.tenant_id = p_tenant AND c.meter_id = p_meter AND c.starts_at <= moment AND c.ends_at > moment;
  INSERT INTO decision_tally AS t (tenant_id, meter_id, bucket, allowed, denied, warned, limited)
  VALUES (p_tenant, p_meter, date_bin(interval '15 minutes', moment, timestamptz 'epoch'), p_count, 0, 0, 0)
  ON CONFLICT (tenant_id, meter_id, bucket) DO UPDATE SET allowed = t.allowed + excluded.allowed
  RETURNING allowed INTO allowed_so_far;
  IF allowed_so_far = p_count THEN
    -- A sample of the allows: of each meter the first in the quarter of an hour.
    INSERT INTO decision (tenant_id, id, at, outcome, operation, meter_id, period, requested, used, limit_amount, mode, layer, layers, resets_at, key_id, ip, dimensions)
    VALUES (p_tenant, (p_ids || '0000')::uuid, moment, 'allowed', 'consume', p_meter, w.w_period[shown], p_amount, greatest(w.w_used[shown], 0) + w.w_held[shown], w.w_limit[shown],
      CASE WHEN w.w_hard[shown] THEN 'hard' ELSE 'soft' END, w.w_layer[shown], quota_layers(p_tenant, p_meter, w.w_period[shown], moment),
      nullif(w.w_ends[shown], 'infinity'), p_key, p_ip, p_dimensions);
  END IF;
  RETURN json_build_object('at', extract(epoch FROM moment), 'outcomes', ARRAY['ok'], 'fits', ARRAY[p_count], 'pass', ARRAY[p_count], 'any', ARRAY[1],
    'anyUsed', ARRAY[(greatest(w.w_used[shown], 0) + w.w_held[shown] + added)::text],
    'windows', json_build_array(NULL, w.w_starts[shown:shown], w.w_ends[shown:shown], w.w_limit[shown:shown]::text[], w.w_hard[shown:shown], w.w_layer[shown:shown], w.w_meter[shown:shown]));
END $$;

-- Their statements are the same every time but for the lengths of arrays: planning them anew costs more than running them.
-- And a plan made while a table is small must still be right when it is large: each finds its rows by its key.
DO $$
DECLARE
  of regproc;
  setting text;
BEGIN
  FOREACH of IN ARRAY ARRAY['consume', 'consume_run']::regproc[] LOOP
    EXECUTE format('ALTER FUNCTION %s SET plan_cache_mode = force_generic_plan', of);
    FOREACH setting IN ARRAY ARRAY['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin', 'jit'] LOOP
      EXECUTE format('ALTER FUNCTION %s SET %I = off', of, setting);
    END LOOP;
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', of, session_user);
  END LOOP;
END $$;
SELECT own_by_definer('consume(uuid, text, uuid[], uuid[], text[], uuid[], text[], int[], int[], numeric[], int[], int[], text[], jsonb[], text[], uuid[], uuid[], int[])', 'engine');
SELECT own_by_definer('consume_run(uuid, text, uuid, uuid, text, uuid, numeric, int, text, jsonb)', 'engine');
