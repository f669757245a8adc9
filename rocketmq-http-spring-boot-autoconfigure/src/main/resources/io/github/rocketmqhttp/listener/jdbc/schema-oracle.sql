-- The inbox of rocketmq-http: one row per consumer group and message that has taken effect.
-- received_at: milliseconds since 1970, negative until the row is confirmed; rows are purged by it.
CREATE TABLE rocketmq_http_inbox (
	consumer_group VARCHAR2(64) NOT NULL,
	message_key VARCHAR2(200) NOT NULL,
	received_at NUMBER(19) NOT NULL,
	PRIMARY KEY (consumer_group, message_key)
);
CREATE INDEX rocketmq_http_inbox_received ON rocketmq_http_inbox (received_at);
