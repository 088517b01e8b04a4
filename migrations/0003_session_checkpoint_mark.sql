-- Names the checkpoint that holds an open session: one that does not know the name lost the session, or is another one.
ALTER TABLE session ADD COLUMN checkpoint_mark TEXT;
