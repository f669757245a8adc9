package io.github.rocketmqhttp.listener;

import java.util.UUID;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

import io.github.rocketmqhttp.jdbc.SchemaInitialization;
import io.github.rocketmqhttp.listener.jdbc.JdbcInbox;
import io.github.rocketmqhttp.listener.jdbc.JdbcInboxSettings;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.retry.annotation.Retryable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.TransactionManagementConfigurer;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Listeners that would only look idempotent are refused at start-up, each with the words
 * that tell its user what to write.
 */
class IdempotentDetectionTests {

	@Test
	void anInboxMustBeThere() {
		refused((application) -> application.bean("listener", new Plain()), "there is no inbox", "single DataSource");
	}

	@Test
	void oneOfSeveralInboxesMustBeChosen() {
		refused((application) -> application.configuration(TwoInboxes.class).bean("listener", new Plain()),
				"2 inboxes, none of them primary", "@Primary");
		started((application) -> application.configuration(TwoInboxes.class, PrimaryInbox.class)
			.bean("listener", new Plain()));
	}

	@Test
	void aTransactionManagerOfItsDataSourceMustBeThere() {
		refused((application) -> application.configuration(Inbox1.class).bean("listener", new Plain()),
				"no transaction manager is for the data source of the inbox", "Declare one transaction manager");
		refused((application) -> application.configuration(Inbox1.class, Manager1.class, AnotherManager1.class)
			.bean("listener", new Plain()), "2 transaction managers are for the data source", "@Primary");
		started((application) -> application.configuration(Inbox1.class, Manager1.class, Inbox2Manager.class)
			.bean("listener", new Plain()));
	}

	@Test
	void aTransactionOfItsOwnWouldCommitWithoutTheInbox() {
		for (Object listener : new Object[] { new RequiresNew(), new NotSupported(), new Never() }) {
			refused((application) -> application.configuration(Inbox1.class, Manager1.class).bean("listener", listener),
					"leaves the transaction", "Remove the propagation");
		}
		started((application) -> application.configuration(Inbox1.class, Manager1.class)
			.bean("listener", new Mandatory()));
	}

	@Test
	void aTransactionThatCommitsAfterSomeExceptionsWouldLoseTheirMessages() {
		refused((application) -> application.configuration(Inbox1.class, Manager1.class)
			.bean("listener", new Forgiving()), "commits after some exceptions", "Remove noRollbackFor");
	}

	@Test
	void retriesWithinTheTransactionWouldCommitWhatFailedAttemptsHaveWritten() {
		for (Object listener : new Object[] { new Repeated(), new RepeatedClass() }) {
			refused((application) -> application.configuration(Inbox1.class, Manager1.class).bean("listener", listener),
					"@Retryable repeats it within its transaction", "rocketmq-http.listener.retry");
		}
	}

	@Test
	void aTransactionOfAnotherDataSourceWouldCommitWithoutTheInbox() {
		refused((application) -> application.configuration(Inbox1.class, Manager1.class, Inbox2Manager.class)
			.bean("listener", new OtherManager()), "'manager2'", "containerFactory");
	}

	@Test
	void aTransactionOfThePrimaryManagerWouldCommitWithoutTheInboxOfAnother() {
		refused((application) -> application.configuration(Inbox1.class, Manager1.class, PrimaryManager2.class)
			.bean("listener", new DefaultManager()), "names no transaction manager", "Name the transaction manager");
		refused((application) -> application
			.configuration(Inbox1.class, Manager1.class, Inbox2Manager.class, ConfiguredManager2.class)
			.bean("listener", new DefaultManager()), "names no transaction manager", "Name the transaction manager");
		refused((application) -> application.configuration(Inbox1.class, Manager1.class, Inbox2Manager.class)
			.bean("listener", new OtherManagerOfClass()), "'manager2'", "containerFactory");
	}

	@Test
	void theMessageMustBeAcknowledgedAfterTheCommit() {
		refused((application) -> application.bean("listener", new Manual()), "ackMode is MANUAL", "AckMode.AUTO");
		refused((application) -> application.bean("listener", new Unacknowledged()), "ackMode is NONE", "AckMode.AUTO");
	}

	@Test
	void theKeyMustBeAnExpressionOverWhatIsThere() {
		refused((application) -> application.configuration(Inbox1.class, Manager1.class)
			.bean("listener", new BadSyntax()), "no SpEL expression: #body.", "single quotes");
		refused((application) -> application.configuration(Inbox1.class, Manager1.class)
			.bean("listener", new BadName()), "uses #order, which is not there", "[body, p0, a0]");
	}

	@Test
	void itsTableMustBeThere() {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> started((application) -> application.configuration(NoTable.class, Manager1.class)
				.bean("listener", new Plain())))
			.withMessageContaining("The table 'no_inbox' of the inbox is missing in the H2 database")
			.withMessageContaining("'schema-h2.sql' in the package io.github.rocketmqhttp.listener.jdbc")
			.withMessageContaining("rocketmq-http.listener.inbox.initialize-schema=always")
			.withMessageContaining("idempotent = false");
	}

	@Test
	void aTableThatNobodyNeedsIsNotLookedFor() {
		started((application) -> application.configuration(NoTable.class, Manager1.class)
			.bean("listener", new NotIdempotent()));
	}

	private static void started(UnaryOperator<ListenerApplication> beans) {
		try (ListenerApplication application = beans.apply(ListenerApplication.stopped())) {
			application.start();
			assertThat(application.registry().getContainers()).hasSize(1);
		}
	}

	private static void refused(UnaryOperator<ListenerApplication> beans, String reason, String remedy) {
		assertThatExceptionOfType(InvalidListenerException.class).isThrownBy(() -> started(beans))
			.satisfies((ex) -> assertThat(ex.getReason()).contains(reason))
			.satisfies((ex) -> assertThat(ex.getRemedy()).contains(remedy));
	}

	private static DataSource dataSource(String name) {
		return new DriverManagerDataSource("jdbc:h2:mem:" + name + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
	}

	static class Repeated {

		@RocketMqHttpListener(topic = "orders", consumerGroup = "GID_a", idempotent = true)
		@Retryable
		public void receive(String body) {
		}

	}

	@Retryable
	static class RepeatedClass extends Plain {

	}

	@Configuration(proxyBeanMethods = false)
	static class Data {

		@Bean
		@Primary
		DataSource dataSource1() {
			return dataSource("one");
		}

		@Bean
		DataSource dataSource2() {
			return dataSource("two");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Data.class)
	static class Inbox1 {

		@Bean
		JdbcInbox inbox1(DataSource dataSource) {
			return new JdbcInbox(dataSource, JdbcInboxSettings.DEFAULTS);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Inbox1.class, Manager1.class })
	static class TwoInboxes {

		@Bean
		JdbcInbox inbox2(@Qualifier("dataSource2") DataSource dataSource) {
			return new JdbcInbox(dataSource, JdbcInboxSettings.DEFAULTS);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryInbox {

		@Bean
		@Primary
		JdbcInbox primaryInbox(DataSource dataSource) {
			return new JdbcInbox(dataSource, JdbcInboxSettings.DEFAULTS);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Data.class)
	static class NoTable {

		@Bean
		JdbcInbox inbox(DataSource dataSource) {
			JdbcInboxSettings defaults = JdbcInboxSettings.DEFAULTS;
			return new JdbcInbox(dataSource, new JdbcInboxSettings("no_inbox", SchemaInitialization.NEVER,
					defaults.waitTimeout(), defaults.retention(), defaults.purgeInterval(), defaults.purgeBatchSize()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Manager1 {

		@Bean
		PlatformTransactionManager manager1(DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AnotherManager1 {

		@Bean
		PlatformTransactionManager anotherManager1(DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Inbox2Manager {

		@Bean
		PlatformTransactionManager manager2(@Qualifier("dataSource2") DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryManager2 {

		@Bean
		@Primary
		PlatformTransactionManager primaryManager2(@Qualifier("dataSource2") DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

	}

	static class DefaultManager {

		@RocketMqHttpListener(idempotent = true)
		@Transactional
		void receive(String body) {
		}

	}

	static class Plain {

		@RocketMqHttpListener(idempotent = true)
		void receive(String body) {
		}

	}

	static class NotIdempotent {

		@RocketMqHttpListener
		void receive(String body) {
		}

	}

	static class RequiresNew {

		@RocketMqHttpListener(idempotent = true)
		@Transactional(propagation = Propagation.REQUIRES_NEW)
		void receive(String body) {
		}

	}

	static class Forgiving {

		@RocketMqHttpListener(topic = "orders", idempotent = true)
		@Transactional(noRollbackFor = IllegalStateException.class)
		void receive(String body) {
		}

	}

	static class NotSupported {

		@RocketMqHttpListener(idempotent = true)
		@Transactional(propagation = Propagation.NOT_SUPPORTED)
		void receive(String body) {
		}

	}

	@Transactional(propagation = Propagation.NEVER)
	static class Never {

		@RocketMqHttpListener(idempotent = true)
		void receive(String body) {
		}

	}

	static class Mandatory {

		@RocketMqHttpListener(idempotent = true)
		@Transactional(propagation = Propagation.MANDATORY)
		void receive(String body) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ConfiguredManager2 {

		@Bean
		TransactionManagementConfigurer configurer(@Qualifier("manager2") PlatformTransactionManager manager2) {
			return () -> manager2;
		}

	}

	@Qualifier("manager2")
	static class OtherManagerOfClass {

		@RocketMqHttpListener(idempotent = true)
		@Transactional
		public void receive(String body) {
		}

	}

	static class OtherManager {

		@RocketMqHttpListener(idempotent = true)
		@Transactional("manager2")
		void receive(String body) {
		}

	}

	static class Manual {

		@RocketMqHttpListener(idempotent = true, ackMode = AckMode.MANUAL)
		void receive(String body, Acknowledgement acknowledgement) {
		}

	}

	static class Unacknowledged {

		@RocketMqHttpListener(idempotent = true, ackMode = AckMode.NONE)
		void receive(String body) {
		}

	}

	static class BadSyntax {

		@RocketMqHttpListener(idempotencyKey = "#body.")
		void receive(String body) {
		}

	}

	static class BadName {

		@RocketMqHttpListener(idempotencyKey = "#order.id")
		void receive(String body) {
		}

	}

}
