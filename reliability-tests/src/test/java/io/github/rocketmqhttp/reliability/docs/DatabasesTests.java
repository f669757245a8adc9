package io.github.rocketmqhttp.reliability.docs;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.sql.DataSource;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.reliability.docs.Page.Block;
import io.github.rocketmqhttp.test.assertions.RocketMqHttpAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the page on several databases shows compiles and works.
 */
class DatabasesTests {

	private static final String IMPORTS = Stream
		.of("com.baomidou.dynamic.datasource.annotation.*", "com.baomidou.mybatisplus.annotation.TableName",
				"com.baomidou.mybatisplus.core.mapper.BaseMapper", "com.zaxxer.hikari.*",
				"io.github.rocketmqhttp.converter.*", "io.github.rocketmqhttp.core.*", "io.github.rocketmqhttp.jdbc.*",
				"io.github.rocketmqhttp.listener.*", "io.github.rocketmqhttp.listener.jdbc.*",
				"io.github.rocketmqhttp.transaction.*", "io.github.rocketmqhttp.transaction.jdbc.*",
				"jakarta.persistence.EntityManagerFactory", "java.sql.*", "java.util.*", "javax.sql.DataSource",
				"org.apache.ibatis.annotations.*", "org.springframework.beans.factory.annotation.*",
				"org.springframework.boot.context.properties.*", "org.springframework.context.annotation.*",
				"org.springframework.jdbc.datasource.*", "org.springframework.jdbc.datasource.lookup.*",
				"org.springframework.jdbc.support.*", "org.springframework.orm.jpa.*",
				"org.springframework.orm.jpa.vendor.*", "org.springframework.stereotype.*")
		.map((name) -> "import " + name + ";\n")
		.collect(Collectors.joining());

	private static final String READERS = """
			interface Tenants { Map<String, DataSource> dataSources(); String current(); }
			record Order(String id) { }
			""";

	private final Map<String, String> blocks = new TreeMap<>(Page.read("docs/databases.md")
		.blocks("java")
		.stream()
		.collect(Collectors.toMap(Block::name, (block) -> block.text().replace("{ ... }", "{ }"))));

	private final RocketMqHttpBroker broker = RocketMqHttpBroker.builder()
		.topic("invoices", TopicType.TRANSACTION)
		.topic("orders", TopicType.ANY)
		.start();

	private final List<AutoCloseable> opened = new ArrayList<>(List.of(this.broker));

	@TempDir
	private Path directory = Path.of("");

	@AfterEach
	void close() throws Exception {
		for (int i = this.opened.size() - 1; i >= 0; i--) {
			this.opened.get(i).close();
		}
	}

	@Test
	void everyPieceOfJavaCompiles() throws IOException {
		assertThat(this.blocks).hasSize(11);
		compile();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ManagersConfiguration", "PersistenceConfiguration" })
	void twoDataSourcesHaveALogAndAnInboxEach(String managers) throws Exception {
		ClassLoader classes = compile();
		List<String> names = List.of("DataSourcesConfiguration", managers, "MessagingConfiguration", "Billing");
		ConfigurableApplicationContext context = start(classes, names, "orders", "billing");

		Object billing = context.getBean(classes.loadClass("Billing"));
		Class<?> order = classes.loadClass("Order");
		var place = order.getDeclaredConstructor(String.class);
		place.setAccessible(true);
		billing.getClass().getMethod("send", order).invoke(billing, place.newInstance("i-1"));
		assertThat(this.broker.topic("invoices").committed()).singleElement()
			.extracting(MessageView::properties)
			.asString()
			.contains("__TXLOG=billing@");
		assertThat(count(context, "billingDataSource", "rocketmq_http_transaction WHERE state = 'C'")).isOne();

		context.getBean(RocketMqHttpOperations.class).newMessage(Map.of("id", "o-1")).topic("orders").key("o-1").send();
		await().untilAsserted(
				() -> RocketMqHttpAssertions.assertThat(this.broker).topic("orders").consumed("GID_billing", 1));
		assertThat(count(context, "billingDataSource", "rocketmq_http_inbox")).isOne();
	}

	@Test
	void aDataSourceThatRoutesHasALogAndADeclaredInbox() throws Exception {
		ClassLoader classes = compile();
		ConfigurableApplicationContext context = start(classes,
				List.of("RoutingConfiguration", "Members_interceptor", "Regional"), "eu", "us");
		context.getBean(RocketMqHttpOperations.class)
			.newMessage("o-1")
			.topic("orders")
			.key("o-1")
			.property("region", "us")
			.send();
		await().untilAsserted(
				() -> RocketMqHttpAssertions.assertThat(this.broker).topic("orders").consumed("GID_regional", 1));
		assertThat(count(context, "us", "rocketmq_http_inbox")).isOne();
		assertThat(count(context, "eu", "rocketmq_http_inbox")).isZero();
	}

	private static Integer count(ConfigurableApplicationContext context, String dataSource, String from) {
		return new JdbcTemplate(context.getBean(dataSource, DataSource.class))
			.queryForObject("SELECT COUNT(*) FROM " + from, Integer.class);
	}

	private ConfigurableApplicationContext start(ClassLoader classes, List<String> names, String... databases)
			throws ClassNotFoundException {
		List<String> arguments = new ArrayList<>(List.of("--rocketmq-http.endpoint=" + this.broker.endpoint(),
				"--rocketmq-http.access-key-id=ak", "--rocketmq-http.access-key-secret=sk",
				"--rocketmq-http.consumer-group=GID_shop", "--logging.level.io.github.rocketmqhttp=INFO"));
		for (String database : databases) {
			arguments.add("--app.datasource." + database + ".jdbc-url=jdbc:h2:mem:" + UUID.randomUUID()
					+ ";DB_CLOSE_DELAY=-1");
		}
		List<Class<?>> sources = new ArrayList<>(List.of(Application.class));
		for (String name : names) {
			sources.add(classes.loadClass(name));
		}
		ConfigurableApplicationContext context = new SpringApplicationBuilder(sources.toArray(Class[]::new))
			.resourceLoader(new DefaultResourceLoader(classes))
			.web(WebApplicationType.NONE)
			.run(arguments.toArray(String[]::new));
		this.opened.add(context);
		return context;
	}

	private ClassLoader compile() throws IOException {
		StringBuilder source = new StringBuilder(IMPORTS).append(READERS).append("""
				class Regional {
					@RocketMqHttpListener(topic = "orders", consumerGroup = "GID_regional", idempotent = true)
					public void on(String body) { }
				}
				""");
		this.blocks.forEach((name,
				text) -> source.append(text.startsWith("@Bean")
						? "@Configuration(proxyBeanMethods = false) class Members_" + name + " {\n" + text + "\n}\n"
						: text + "\n"));
		Path file = Files.writeString(this.directory.resolve("Blocks.java"), source);
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		java.io.StringWriter complaints = new java.io.StringWriter();
		boolean good = compiler
			.getTask(complaints, null, null,
					List.of("-proc:none", "-parameters", "-d", this.directory.toString(), "-cp",
							System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))),
					null, compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file))
			.call();
		assertThat(good).as(complaints.toString()).isTrue();
		URLClassLoader classes = new URLClassLoader(new URL[] { this.directory.toUri().toURL() },
				DatabasesTests.class.getClassLoader());
		this.opened.add(0, classes);
		return classes;
	}

	/**
	 * Readers have one.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
