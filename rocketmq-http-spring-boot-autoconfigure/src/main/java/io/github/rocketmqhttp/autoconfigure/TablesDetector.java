package io.github.rocketmqhttp.autoconfigure;

import java.util.Set;

import io.github.rocketmqhttp.listener.Inbox;
import io.github.rocketmqhttp.transaction.TransactionLog;

import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDependsOnDatabaseInitializationDetector;

/**
 * Has transaction logs and inboxes, those of the application included, made after Flyway,
 * Liquibase or Spring Boot's scripts have run: also with lazy initialization, where
 * nothing else would ask for these before the tables are looked for.
 */
final class TablesDetector extends AbstractBeansOfTypeDependsOnDatabaseInitializationDetector {

	@Override
	protected Set<Class<?>> getDependsOnDatabaseInitializationBeanTypes() {
		return Set.of(TransactionLog.class, Inbox.class);
	}

}
