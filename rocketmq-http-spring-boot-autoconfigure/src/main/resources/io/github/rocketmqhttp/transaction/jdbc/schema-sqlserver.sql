-- The transaction log of rocketmq-http: one row per local transaction with messages.
-- state: C = committed, R = tombstone, the transaction may no longer commit.
-- tx_id sorts by time; rows are purged from its lower end, if created_at is old, too.
-- The row 'identity' with the state I tells this table from those of other databases.
CREATE TABLE rocketmq_http_transaction (
	tx_id VARCHAR(36) COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
	state CHAR(1) NOT NULL,
	attempts VARCHAR(1000) NOT NULL,
	created_at DATETIME2 DEFAULT SYSUTCDATETIME() NOT NULL
);
