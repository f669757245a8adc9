package io.github.rocketmqhttp.jdbc;

/**
 * When a table is created at start-up.
 */
public enum SchemaInitialization {

	/** In databases that live in this process's memory. */
	EMBEDDED,

	/** Wherever it is missing. */
	ALWAYS,

	/** Never: it is made by Flyway, Liquibase or by hand. */
	NEVER

}
