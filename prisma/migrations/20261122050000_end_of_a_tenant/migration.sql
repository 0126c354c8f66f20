-- The end of a tenant: a grace in which it can be restored, then a tear-down in bounded steps, in the reverse order of its
-- creation, each written down in the transaction that does it; at last a count of what is still there.

ALTER TABLE tenant
  ADD COLUMN status_changed_by text,
  ADD COLUMN purge_at timestamptz(3),
  ADD COLUMN teardown_at timestamptz(3),
  -- What a restore brings back: {status, reason, since, by}.
  ADD COLUMN before_deletion jsonb,
  ADD CONSTRAINT tenant_end_check CHECK (status = 'Terminating' OR (purge_at IS NULL AND teardown_at IS NULL AND before_deletion IS NULL));
CREATE INDEX tenant_purge_at_idx ON tenant (purge_at) WHERE purge_at IS NOT NULL;

-- The tombstone and head of the log. It outlives the tenant, and its slug is never given to another: hosts, links and
-- programs that still name it must not meet a stranger's data.
CREATE TABLE teardown (
  tenant_id uuid PRIMARY KEY,
  slug text NOT NULL,
  name text NOT NULL,
  deleted_at timestamptz(3) NOT NULL,
  deleted_by text,
  reason text,
  purge_at timestamptz(3) NOT NULL,
  began_at timestamptz(3) NOT NULL,
  unregistered_at timestamptz(3),
  done_at timestamptz(3),
  -- What each scan found, the last one last: [{at, found: [{name, rows, kept}]}].
  scans jsonb NOT NULL DEFAULT '[]'
);
CREATE INDEX teardown_slug_idx ON teardown (slug);
CREATE INDEX teardown_began_at_idx ON teardown (began_at);
CREATE INDEX teardown_open_idx ON teardown (began_at) WHERE done_at IS NULL;

CREATE TABLE teardown_step (
  tenant_id uuid NOT NULL REFERENCES teardown,
  position int NOT NULL,
  phase text NOT NULL,
  name text NOT NULL,
  rows bigint NOT NULL DEFAULT 0,
  -- Of members: the accounts that went with them.
  accounts bigint NOT NULL DEFAULT 0,
  batches int NOT NULL DEFAULT 0,
  began_at timestamptz(3),
  done_at timestamptz(3),
  -- The last key that was deleted, so that no batch walks over what earlier ones left dead.
  cursor text[],
  PRIMARY KEY (tenant_id, position)
);

-- What a tear-down does with each table of tenants: tears it down in a phase, or keeps it and says why.
CREATE TABLE teardown_plan (
  name text PRIMARY KEY,
  position int NOT NULL,
  phase text CHECK (phase IN ('storage', 'isolation', 'resources', 'access', 'registry')),
  kept_because text,
  CHECK ((phase IS NULL) <> (kept_because IS NULL))
);
REVOKE ALL ON teardown_plan FROM PUBLIC;

SELECT protect_tenant_table('teardown', '');
SELECT protect_tenant_table('teardown_step', '');

-- As in the first migration, and countable: the scan looks into every table there is.
CREATE OR REPLACE FUNCTION protect_tenant_table(target regclass, rights text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY own_tenant ON %s TO %I, %I, CURRENT_USER USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id())',
    target, tenantry_role('app'), tenantry_role('definer'));
  EXECUTE format('CREATE POLICY staff_reads ON %s FOR SELECT TO %I USING (true)', target, tenantry_role('staff'));
  EXECUTE format('REVOKE ALL ON %s FROM PUBLIC', target);
  EXECUTE format('GRANT SELECT ON %s TO %I', target, tenantry_role('staff'));
  EXECUTE format('GRANT SELECT ON %s TO %I', target, tenantry_role('definer'));
  IF rights <> '' THEN
    EXECUTE format('GRANT %s ON %s TO %I', rights, target, tenantry_role('app'));
  END IF;
END $$;

-- Every table with a tenant is named by one of these two, else a test fails and the scan finds its rows. Later migrations
-- call them for the tables they make. Within a phase a table goes in the order in which it was named.
CREATE FUNCTION tear_down_table(target regclass, in_phase text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO teardown_plan (name, position, phase) SELECT target::text, coalesce(max(position), 0) + 1, in_phase FROM teardown_plan;
  EXECUTE format('GRANT SELECT, DELETE ON %s TO %I', target, tenantry_role('definer'));
END $$;
CREATE FUNCTION keep_table(target regclass, because text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO teardown_plan (name, position, kept_because) SELECT target::text, coalesce(max(position), 0) + 1, because FROM teardown_plan;
END $$;

SELECT tear_down_table(name::regclass, phase) FROM (VALUES
  (1, 'usage_event', 'storage'), (2, 'usage_event_key', 'storage'), (3, 'usage_consumed', 'storage'), (4, 'usage_unique', 'storage'),
  (5, 'usage_rollup', 'storage'), (6, 'decision', 'storage'), (7, 'decision_tally', 'storage'),
  (8, 'namespace', 'isolation'),
  (9, 'reservation', 'resources'), (10, 'quota_idempotency', 'resources'), (11, 'quota_counter', 'resources'), (12, 'rate_window', 'resources'),
  (13, 'rate_limit', 'resources'), (14, 'quota_grant', 'resources'), (15, 'tenant_quota', 'resources'),
  (16, 'api_key', 'access'), (17, 'invitation', 'access'), (18, 'member', 'access'),
  (19, 'tenant', 'registry')) AS plan(at, name, phase) ORDER BY at;
SELECT keep_table('audit_entry', 'The record of who did what outlives what it is about');
SELECT keep_table('teardown', 'The tombstone: it keeps the slug from being given to another');
SELECT keep_table('teardown_step', 'The log of this tear-down');

DO $$
DECLARE
  definer name := tenantry_role('definer');
  target regclass;
BEGIN
  FOR target IN SELECT c.oid FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition LOOP
    EXECUTE format('GRANT SELECT ON %s TO %I', target, definer);
  END LOOP;
  EXECUTE format('GRANT SELECT ON teardown_plan TO %I', definer);
  EXECUTE format('GRANT INSERT, UPDATE ON teardown, teardown_step TO %I', definer);
  EXECUTE format('GRANT INSERT ON audit_entry TO %I', definer);
  EXECUTE format('GRANT UPDATE (teardown_at) ON tenant TO %I', definer);
  EXECUTE format('GRANT DELETE ON person TO %I', definer);
  EXECUTE format('CREATE POLICY lookup ON teardown FOR SELECT TO %I USING (true)', definer);
END $$;

-- Whether a slug belonged to a tenant that was torn down. Asked after the new tenant's row is in, so that a tear-down
-- that ends at the same moment has written its tombstone long before.
CREATE FUNCTION slug_is_retired(p_slug text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM teardown WHERE slug = p_slug)
$$;
SELECT own_by_definer('slug_is_retired(text)', 'app');

CREATE FUNCTION due_teardowns() RETURNS TABLE (tenant_id uuid) LANGUAGE sql STABLE AS $$
  SELECT d.tenant_id FROM teardown d WHERE d.done_at IS NULL
  UNION SELECT t.tenant_id FROM tenant t WHERE t.purge_at <= now() AND t.teardown_at IS NULL LIMIT 100
$$;
SELECT own_by_definer('due_teardowns()', 'engine');

-- Counts a tenant's rows in every table that has a tenant, up to a million each. `kept` says why they stay; where it is
-- null there should be none.
CREATE FUNCTION tenant_residue(p_tenant uuid) RETURNS TABLE (name text, rows bigint, kept text) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  target regclass;
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  FOR target IN SELECT c.oid FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY c.relname LOOP
    name := target::text;
    SELECT p.kept_because INTO kept FROM teardown_plan p WHERE p.name = target::text;
    EXECUTE format('SELECT count(*) FROM (SELECT 1 FROM %s WHERE tenant_id = $1 LIMIT 1000000) o', target) INTO rows USING p_tenant;
    RETURN NEXT;
  END LOOP;
END $$;
SELECT own_by_definer('tenant_residue(uuid)', 'engine');

-- Deletes the next rows of one table in the order of its primary key, from where the last batch ended.
CREATE FUNCTION tear_down_batch(p_tenant uuid, p_table regclass, p_limit int, INOUT last text[], OUT removed bigint) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  keys text;
  texts text;
  casts text;
  after text := '';
  bound text[];
BEGIN
  SELECT string_agg(format('%I', a.attname), ', ' ORDER BY k.n), string_agg(format('%I::text', a.attname), ', ' ORDER BY k.n),
    string_agg(format('(%%1$s[%s])::%s', k.n - 1, format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY k.n)
  INTO keys, texts, casts
  FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, n)
  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
  WHERE i.indrelid = p_table AND i.indisprimary AND a.attname <> 'tenant_id';
  IF keys IS NULL THEN
    EXECUTE format('DELETE FROM %s WHERE tenant_id = $1', p_table) USING p_tenant;
  ELSE
    IF last IS NOT NULL THEN after := format(' AND (%s) > (%s)', keys, format(casts, '$2')); END IF;
    EXECUTE format('SELECT ARRAY[%s] FROM %s WHERE tenant_id = $1%s ORDER BY %s OFFSET $3 - 1 LIMIT 1', texts, p_table, after, keys)
      INTO bound USING p_tenant, last, p_limit;
    EXECUTE format('DELETE FROM %s WHERE tenant_id = $1%s%s', p_table, after,
      CASE WHEN bound IS NOT NULL THEN format(' AND (%s) <= (%s)', keys, format(casts, '$3')) END) USING p_tenant, last, bound;
  END IF;
  GET DIAGNOSTICS removed = ROW_COUNT;
  last := bound;
END $$;
-- Each batch finds its rows by the key, however small the tenant was when a plan was made for it.
ALTER FUNCTION tear_down_batch SET enable_seqscan = off;
ALTER FUNCTION tear_down_batch SET enable_bitmapscan = off;
ALTER FUNCTION tear_down_batch SET jit = off;
SELECT own_by_definer('tear_down_batch(uuid, regclass, int, text[])');

-- Members go with those of their accounts that belong to nothing else: no other tenant, no staff.
CREATE FUNCTION tear_down_members(p_tenant uuid, p_limit int, OUT removed bigint, OUT accounts bigint) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  people uuid[];
BEGIN
  WITH gone AS (
    DELETE FROM member WHERE tenant_id = p_tenant AND id IN (SELECT m.id FROM member m WHERE m.tenant_id = p_tenant ORDER BY m.id LIMIT p_limit)
    RETURNING person_id
  )
  SELECT count(*), coalesce(array_agg(person_id), '{}') INTO removed, people FROM gone;
  BEGIN
    DELETE FROM person p WHERE p.id = ANY (people) AND p.staff_role IS NULL AND NOT EXISTS (SELECT 1 FROM member m WHERE m.person_id = p.id);
    GET DIAGNOSTICS accounts = ROW_COUNT;
  EXCEPTION WHEN foreign_key_violation THEN
    -- Someone took one of them in at this moment. Their accounts stay; this tenant's membership does not.
    accounts := 0;
  END;
END $$;
SELECT own_by_definer('tear_down_members(uuid, int)');

-- Opens again the steps whose tables have rows after all, and says whether there are any.
CREATE FUNCTION tear_down_reopen(p_tenant uuid) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_step teardown_step;
  v_any boolean;
  v_opened boolean := false;
BEGIN
  FOR v_step IN SELECT * FROM teardown_step WHERE tenant_id = p_tenant AND phase <> 'registry' ORDER BY position LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE tenant_id = $1)', v_step.name) INTO v_any USING p_tenant;
    IF v_any THEN
      UPDATE teardown_step SET done_at = NULL, cursor = NULL WHERE tenant_id = p_tenant AND position = v_step.position;
      v_opened := true;
    END IF;
  END LOOP;
  RETURN v_opened;
END $$;
ALTER FUNCTION tear_down_reopen SET enable_seqscan = off;
SELECT own_by_definer('tear_down_reopen(uuid)');

CREATE FUNCTION tear_down_entry(p_tenant uuid, p_id uuid, p_action text, p_name text, p_after jsonb) RETURNS void LANGUAGE sql VOLATILE AS $$
  INSERT INTO audit_entry (tenant_id, id, actor_kind, actor_name, action, object_kind, object_id, object_name, after)
  VALUES (p_tenant, p_id, 'system', 'Tear-down', p_action, 'tenant', p_tenant, p_name, p_after)
$$;
SELECT own_by_definer('tear_down_entry(uuid, uuid, text, text, jsonb)');

-- One bounded step of a tear-down, whole in one transaction: what was done and that it was done stand or fall together.
-- The state: `busy` when another process is at it, `not_due`, `working`, or `done`.
CREATE FUNCTION tear_down(p_tenant uuid, p_limit int, p_entry uuid) RETURNS TABLE (state text, step text, removed bigint) LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  v_tenant tenant;
  v_step teardown_step;
  v_last text[];
  v_removed bigint := 0;
  v_accounts bigint := 0;
  v_found jsonb;
  v_open boolean;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('tenantry teardown')) THEN RETURN QUERY SELECT 'busy', NULL, 0::bigint; RETURN; END IF;
  PERFORM set_config('app.tenant_id', p_tenant::text, true);

  IF NOT EXISTS (SELECT 1 FROM teardown d WHERE d.tenant_id = p_tenant) THEN
    -- Whoever was let in to write before the deletion has written when this is granted; nobody is let in after it.
    PERFORM lock_counters(p_tenant);
    UPDATE tenant t SET teardown_at = clock_timestamp()
      WHERE t.tenant_id = p_tenant AND t.status = 'Terminating' AND t.purge_at <= now() AND t.teardown_at IS NULL RETURNING * INTO v_tenant;
    IF NOT FOUND THEN RETURN QUERY SELECT 'not_due', NULL, 0::bigint; RETURN; END IF;
    INSERT INTO teardown (tenant_id, slug, name, deleted_at, deleted_by, reason, purge_at, began_at)
      VALUES (p_tenant, v_tenant.slug, v_tenant.name, v_tenant.status_changed_at, v_tenant.status_changed_by, v_tenant.status_reason, v_tenant.purge_at, v_tenant.teardown_at);
    INSERT INTO teardown_step (tenant_id, position, phase, name)
      SELECT p_tenant, row_number() OVER (ORDER BY array_position(ARRAY['storage', 'isolation', 'resources', 'access', 'registry'], p.phase), p.position), p.phase, p.name
      FROM teardown_plan p WHERE p.phase IS NOT NULL;
    PERFORM tear_down_entry(p_tenant, p_entry, 'tenant.teardown_began', v_tenant.name, NULL);
    RETURN QUERY SELECT 'working', 'begin', 0::bigint;
    RETURN;
  END IF;

  SELECT s.* INTO v_step FROM teardown_step s WHERE s.tenant_id = p_tenant AND s.done_at IS NULL ORDER BY s.position LIMIT 1;
  IF NOT FOUND THEN
    SELECT coalesce(jsonb_agg(jsonb_build_object('name', r.name, 'rows', r.rows, 'kept', r.kept) ORDER BY r.name), '[]') INTO v_found
      FROM tenant_residue(p_tenant) r WHERE r.rows > 0;
    -- What the plan can take away is taken away and looked for again; what it does not know stays and is named.
    v_open := tear_down_reopen(p_tenant);
    UPDATE teardown d SET scans = d.scans || jsonb_build_array(jsonb_build_object('at', to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'found', v_found)),
      done_at = CASE WHEN NOT v_open THEN clock_timestamp() END WHERE d.tenant_id = p_tenant AND d.done_at IS NULL;
    RETURN QUERY SELECT CASE WHEN v_open THEN 'working' ELSE 'done' END, 'scan', 0::bigint;
    RETURN;
  END IF;

  IF v_step.phase = 'registry' THEN
    -- With its row locked nothing can come to belong to it. What came after its step had been done makes that step open again.
    PERFORM 1 FROM tenant t WHERE t.tenant_id = p_tenant FOR UPDATE;
    IF tear_down_reopen(p_tenant) THEN RETURN QUERY SELECT 'working', 'reopen', 0::bigint; RETURN; END IF;
  END IF;
  IF v_step.name = 'member' THEN
    SELECT m.removed, m.accounts INTO v_removed, v_accounts FROM tear_down_members(p_tenant, p_limit) m;
  ELSE
    SELECT b.last, b.removed INTO v_last, v_removed FROM tear_down_batch(p_tenant, v_step.name::regclass, p_limit, v_step.cursor) b;
  END IF;
  UPDATE teardown_step s SET rows = s.rows + v_removed, accounts = s.accounts + v_accounts, batches = s.batches + 1, cursor = v_last,
      began_at = coalesce(s.began_at, clock_timestamp()), done_at = CASE WHEN v_removed < p_limit THEN clock_timestamp() END
    WHERE s.tenant_id = p_tenant AND s.position = v_step.position;
  IF v_step.phase = 'registry' THEN
    UPDATE teardown d SET unregistered_at = clock_timestamp() WHERE d.tenant_id = p_tenant;
    SELECT jsonb_object_agg(s.name, s.rows) INTO v_found FROM teardown_step s WHERE s.tenant_id = p_tenant AND s.rows > 0;
    PERFORM tear_down_entry(p_tenant, p_entry, 'tenant.erased', d.name, v_found) FROM teardown d WHERE d.tenant_id = p_tenant;
  END IF;
  RETURN QUERY SELECT 'working', v_step.name, v_removed;
END $$;
SELECT own_by_definer('tear_down(uuid, int, uuid)', 'engine');

-- As before, but a tenant that is being deleted is refused as a suspended one is: its surfaces are cut in the same way.
CREATE OR REPLACE FUNCTION admit_key(p_tenant uuid, p_key_owner uuid, p_key uuid) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE status tenant_status;
BEGIN
  PERFORM set_config('app.tenant_id', p_key_owner::text, true);
  IF p_key IS NOT NULL AND NOT EXISTS (SELECT 1 FROM api_key k WHERE k.tenant_id = p_key_owner AND k.id = p_key
      AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())) THEN
    RETURN 'unauthenticated';
  END IF;
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  SELECT t.status INTO status FROM tenant t WHERE t.tenant_id = p_tenant;
  RETURN CASE WHEN status IS NULL THEN 'not_found' WHEN status = 'Active' THEN 'ok'
    WHEN status IN ('Suspended', 'Terminating') THEN 'tenant_suspended' ELSE 'conflict' END;
END $$;
SELECT own_by_definer('admit_key(uuid, uuid, uuid)');
