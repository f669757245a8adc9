package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.jdbc.PurgedTable;
import io.github.rocketmqhttp.jdbc.TablePurger;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Sets up the purge of all tables of the starter, those that the application has declared
 * included.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(JdbcTemplate.class)
final class TablePurgerConfiguration {

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	TablePurger rocketMqHttpTablePurger(ObjectProvider<PurgedTable> tables) {
		return new TablePurger(tables.orderedStream().toList());
	}

}
