CREATE TABLE events (
	position bigserial PRIMARY KEY,
	stream   text   NOT NULL,
	revision bigint NOT NULL,
	id       uuid   NOT NULL,
	type     text   NOT NULL,
	data     bytea  NOT NULL,
	meta     bytea  NOT NULL,
	UNIQUE (stream, revision)
);

-- Positions come from a sequence: a reader that follows them can pass one whose
-- transaction commits later.
CREATE FUNCTION append_events(name text, expected bigint, ids uuid[], types text[], datas bytea[], metas bytea[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	IF expected <> coalesce((SELECT max(revision) + 1 FROM events WHERE stream = name), 0) THEN
		RAISE unique_violation USING MESSAGE = name || ' is not at ' || expected;
	END IF;
	INSERT INTO events (stream, revision, id, type, data, meta)
	SELECT name, expected + n - 1, i, t, d, m
	FROM unnest(ids, types, datas, metas) WITH ORDINALITY AS e (i, t, d, m, n)
	ORDER BY n;
END $$;

-- One order without gaps, which is what a log of all streams means: each append
-- holds a lock until it has committed.
CREATE FUNCTION append_ordered(name text, expected bigint, ids uuid[], types text[], datas bytea[], metas bytea[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	last bigint;
BEGIN
	PERFORM pg_advisory_xact_lock(1);
	IF expected <> coalesce((SELECT max(revision) + 1 FROM events WHERE stream = name), 0) THEN
		RAISE unique_violation USING MESSAGE = name || ' is not at ' || expected;
	END IF;
	last := coalesce((SELECT max(position) FROM events), 0);
	INSERT INTO events (position, stream, revision, id, type, data, meta)
	SELECT last + n, name, expected + n - 1, i, t, d, m
	FROM unnest(ids, types, datas, metas) WITH ORDINALITY AS e (i, t, d, m, n)
	ORDER BY n;
END $$;
