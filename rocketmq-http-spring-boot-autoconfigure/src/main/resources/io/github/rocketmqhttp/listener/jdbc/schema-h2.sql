-- The inbox of rocketmq-http: one row per consumer group and message that has taken effect.
-- received_at: milliseconds since 1970, negative until the row is confirmed; rows are purged by it.
CREATE TABLE rocketmq_http_inbox (
	consumer_group VARCHAR(64) NOT NULL,
	message_key VARCHAR(200) NOT NULL,
	received_at BIGINT NOT NULL,
	PRIMARY KEY (consumer_group, message_key)
);
CREATE INDEX rocketmq_http_inbox_received ON rocketmq_http_inbox (received_at);
