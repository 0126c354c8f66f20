-- Staff find things by a clue without knowing the tenant; each clue has an index of its own.
CREATE INDEX audit_entry_request_id_idx ON audit_entry (request_id);
CREATE INDEX api_key_start_idx ON api_key (start text_pattern_ops);
CREATE INDEX member_email_idx ON member (email text_pattern_ops);
CREATE INDEX decision_id_idx ON decision (id);
