import GRDB

/// The tables, as migrations: only ever appended to, never edited, because ledgers that have run them exist.
enum LedgerMigrations {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    // Tables are created, not rebuilt, so no reference can come to point at nothing and no full check is needed after each step.
    migrator.registerMigration("runs, exchanges, bindings, results", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: initialTables)
    }
    migrator.registerMigration("runs without an end", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: "CREATE INDEX run_open ON run(id) WHERE ended IS NULL")
    }
    migrator.registerMigration("pace of calls", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: paceTable)
    }
    migrator.registerMigration("judgements", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: judgementTable)
    }
    migrator.registerMigration("earlier choices", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: earlierChoiceTable)
    }
    migrator.registerMigration("journal of calls", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: journalTable)
    }
    migrator.registerMigration("outputs about to be written", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: intendedOutputTable)
    }
    migrator.registerMigration("tiers of calls", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: "ALTER TABLE exchange ADD COLUMN tier TEXT")
    }
    migrator.registerMigration("files of runs under way", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: writtenFileTable)
    }
    migrator.registerMigration("pages", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: pageTable)
    }
    migrator.registerMigration("jobs of calls", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: jobColumns)
    }
    return migrator
  }

  /// `job` is this program's name of a job, `remoteJob` the gateway's.
  private static let jobColumns = """
    ALTER TABLE exchange ADD COLUMN job TEXT;
    ALTER TABLE exchange ADD COLUMN jobItem INTEGER;
    ALTER TABLE exchange ADD COLUMN remoteJob TEXT;
    CREATE INDEX exchange_job ON exchange(job) WHERE job IS NOT NULL;
    """

  private static let intendedOutputTable = """
    CREATE TABLE intendedOutput (
      pipeline TEXT NOT NULL,
      path TEXT NOT NULL,
      digest TEXT NOT NULL,
      PRIMARY KEY (pipeline, path, digest)
    ) STRICT, WITHOUT ROWID;
    """

  /// `state` is the digest of what a page was made from.
  private static let pageTable = """
    CREATE TABLE page (
      path TEXT NOT NULL PRIMARY KEY,
      size INTEGER NOT NULL,
      modified INTEGER NOT NULL,
      changed INTEGER NOT NULL,
      inode INTEGER NOT NULL,
      device INTEGER NOT NULL,
      state TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  /// What runs have written and no manifest lists yet; `entry` is the caller's own text.
  private static let writtenFileTable = """
    CREATE TABLE writtenFile (
      pipeline TEXT NOT NULL,
      folder TEXT NOT NULL,
      path TEXT NOT NULL,
      entry TEXT NOT NULL,
      PRIMARY KEY (pipeline, folder, path)
    ) STRICT, WITHOUT ROWID;
    """

  /// `state` is the caller's own text.
  private static let paceTable = """
    CREATE TABLE pace (
      gateway TEXT NOT NULL,
      model TEXT NOT NULL,
      state TEXT NOT NULL,
      PRIMARY KEY (gateway, model)
    ) STRICT, WITHOUT ROWID;
    """

  /// The length of the records beside the answers up to which the ledger has them, in bytes; one row.
  private static let journalTable = """
    CREATE TABLE callJournal (size INTEGER NOT NULL) STRICT;
    INSERT INTO callJournal (size) VALUES (0);
    """

  /// The bindings of slots for requests that they no longer have.
  private static let earlierChoiceTable = """
    CREATE TABLE earlierChoice (
      pipeline TEXT NOT NULL,
      asset TEXT NOT NULL,
      stage INTEGER NOT NULL,
      variant INTEGER NOT NULL,
      key TEXT NOT NULL,
      exchange TEXT NOT NULL REFERENCES exchange(id),
      PRIMARY KEY (pipeline, asset, stage, variant, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX earlierChoice_exchange ON earlierChoice(exchange);
    """

  /// Answers with the same bytes share a key. `measured` is JSON.
  private static let judgementTable = """
    CREATE TABLE judgement (
      key TEXT NOT NULL,
      exchange TEXT NOT NULL REFERENCES exchange(id),
      stage TEXT NOT NULL,
      verdict TEXT NOT NULL CHECK (verdict IN ('passed', 'repaired', 'rejected')),
      reason TEXT,
      remedy TEXT,
      message TEXT,
      measured TEXT NOT NULL,
      created INTEGER NOT NULL,
      PRIMARY KEY (key, exchange)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX judgement_exchange ON judgement(exchange);
    """

  /// Digests are hexadecimal text, times milliseconds since 1970 UTC unless they say nanoseconds, amounts 10⁻⁹ USD.
  private static let initialTables = """
    CREATE TABLE run (
      id TEXT NOT NULL PRIMARY KEY,
      pipeline TEXT NOT NULL,
      command TEXT NOT NULL,
      started INTEGER NOT NULL,
      ended INTEGER,
      outcome TEXT
    ) STRICT;

    CREATE TABLE exchange (
      id TEXT NOT NULL PRIMARY KEY,
      key TEXT NOT NULL,
      attempt INTEGER NOT NULL CHECK (attempt >= 1),
      cause TEXT NOT NULL,
      lane TEXT NOT NULL CHECK (lane IN ('emulator', 'real')),
      gateway TEXT NOT NULL,
      model TEXT NOT NULL,
      requestDigest TEXT NOT NULL,
      requestSummary TEXT NOT NULL,
      state TEXT NOT NULL,
      reason TEXT,
      status INTEGER,
      headers TEXT,
      bodyDigest TEXT,
      bodySize INTEGER,
      partialName TEXT,
      partialDigest TEXT,
      partialSize INTEGER,
      outcome TEXT,
      detail TEXT,
      pictureDigest TEXT,
      pictureSize INTEGER,
      pictureFormat TEXT,
      pictureWidth INTEGER,
      pictureHeight INTEGER,
      alternates TEXT,
      usage TEXT,
      cost INTEGER,
      costBasis TEXT,
      reserved INTEGER,
      run TEXT NOT NULL REFERENCES run(id),
      pipeline TEXT NOT NULL,
      asset TEXT NOT NULL,
      stage INTEGER NOT NULL,
      variant INTEGER NOT NULL,
      created INTEGER NOT NULL,
      updated INTEGER NOT NULL,
      UNIQUE (key, attempt)
    ) STRICT;
    CREATE INDEX exchange_state ON exchange(state);
    CREATE INDEX exchange_request ON exchange(requestDigest);
    CREATE INDEX exchange_slot ON exchange(pipeline, asset);
    CREATE INDEX exchange_run ON exchange(run);
    CREATE INDEX exchange_created ON exchange(created);

    CREATE TABLE binding (
      pipeline TEXT NOT NULL,
      asset TEXT NOT NULL,
      stage INTEGER NOT NULL,
      variant INTEGER NOT NULL,
      exchange TEXT NOT NULL REFERENCES exchange(id),
      key TEXT NOT NULL,
      PRIMARY KEY (pipeline, asset, stage, variant)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX binding_exchange ON binding(exchange);

    CREATE TABLE localResult (
      key TEXT NOT NULL PRIMARY KEY,
      digest TEXT NOT NULL,
      size INTEGER NOT NULL,
      format TEXT NOT NULL,
      width INTEGER NOT NULL,
      height INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- modified, changed and recorded are nanoseconds; inode and device are unsigned numbers, stored by their bits.
    CREATE TABLE sourceDigest (
      path TEXT NOT NULL PRIMARY KEY,
      size INTEGER NOT NULL,
      modified INTEGER NOT NULL,
      changed INTEGER NOT NULL,
      inode INTEGER NOT NULL,
      device INTEGER NOT NULL,
      digest TEXT NOT NULL,
      recorded INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE publishedOutput (
      pipeline TEXT NOT NULL,
      path TEXT NOT NULL,
      asset TEXT NOT NULL,
      digest TEXT NOT NULL,
      size INTEGER NOT NULL,
      modified INTEGER NOT NULL,
      changed INTEGER NOT NULL,
      inode INTEGER NOT NULL,
      device INTEGER NOT NULL,
      PRIMARY KEY (pipeline, path)
    ) STRICT, WITHOUT ROWID;
    """
}
