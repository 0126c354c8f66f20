-- Staff ask for the history of one object also where they do not say whose it is.
CREATE INDEX audit_entry_object_id_idx ON audit_entry (object_id, at, id);
