-- When each background job last ran, in whichever process: what every process's page shows.
CREATE TABLE job_run (
  name text PRIMARY KEY,
  process text NOT NULL,
  began_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3) NOT NULL,
  -- Null when it went well.
  failure text,
  -- What it did, as numbers with a name each.
  did jsonb NOT NULL,
  next_at timestamptz(3)
);
REVOKE ALL ON job_run FROM PUBLIC;
DO $$ BEGIN EXECUTE format('GRANT SELECT, INSERT, UPDATE ON job_run TO %I', tenantry_role('definer')); END $$;

CREATE FUNCTION note_job(p_name text, p_process text, p_took interval, p_failure text, p_did jsonb, p_next interval) RETURNS void LANGUAGE sql VOLATILE AS $$
  INSERT INTO job_run (name, process, began_at, ended_at, failure, did, next_at)
  VALUES (p_name, p_process, clock_timestamp() - p_took, clock_timestamp(), p_failure, p_did, clock_timestamp() + p_next)
  ON CONFLICT (name) DO UPDATE SET process = excluded.process, began_at = excluded.began_at, ended_at = excluded.ended_at,
    failure = excluded.failure, did = excluded.did, next_at = excluded.next_at
$$;
SELECT own_by_definer('note_job(text, text, interval, text, jsonb, interval)', 'engine');

CREATE FUNCTION job_runs() RETURNS SETOF job_run LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF current_tenant_id() IS DISTINCT FROM platform_id() THEN RAISE insufficient_privilege; END IF;
  RETURN QUERY SELECT * FROM job_run r ORDER BY r.name;
END $$;
SELECT own_by_definer('job_runs()', 'app');
