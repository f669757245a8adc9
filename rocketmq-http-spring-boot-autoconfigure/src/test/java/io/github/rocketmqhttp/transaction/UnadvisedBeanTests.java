package io.github.rocketmqhttp.transaction;

import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.function.Supplier;

import org.assertj.core.api.AbstractThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.ProxyFactoryBean;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.annotation.Id;
import org.springframework.data.jdbc.repository.config.AbstractJdbcConfiguration;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;
import org.springframework.data.relational.core.mapping.Table;
import org.springframework.data.repository.CrudRepository;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.transaction.interceptor.MatchAlwaysTransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionInterceptor;
import org.springframework.transaction.interceptor.TransactionalProxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * No bean with messages is called past the interceptor that sends them: it works, or it
 * is refused when the application starts, or when the bean is made if that is later.
 */
class UnadvisedBeanTests {

	@ParameterizedTest
	@ValueSource(classes = { DeclaredMethods.class, RedeclaredMethods.class, WholeRepository.class })
	void aRepositoryIsRefused(Class<?> repositories) {
		assertRefused(() -> TransactionFixture.start(repositories, Orders.Undecided.class))
			.hasMessageContaining("JdbcRepositoryFactoryBean")
			.hasMessageContaining("Repository.")
			.hasMessageContaining("service");
	}

	@Test
	void aRepositoryWithoutMessagesIsLeftAlone() {
		try (TransactionFixture app = TransactionFixture.start(PlainMethods.class, FragmentService.class,
				Orders.Undecided.class)) {
			app.get(FragmentService.class).place("o-1");
			assertThat(app.delivered("orders")).containsExactly("o-1");
			assertThat(app.get(PlainRepository.class).findById("o-1")).isPresent();
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { OtherTransactions.class, OwnTransactions.class, LazyTransactions.class })
	void aProxyWithOtherAdviceIsRefused(Class<?> configuration) {
		assertRefused(() -> TransactionFixture.start(configuration, Orders.Undecided.class))
			.hasMessageContaining("'shop'");
	}

	@ParameterizedTest
	@ValueSource(classes = { UnknownType.class, PrototypeProxies.class })
	void aBeanThatIsMadeLaterIsRefusedWhenItIsMade(Class<?> configuration) {
		try (TransactionFixture app = TransactionFixture.start(configuration, Orders.Undecided.class)) {
			assertRefused(() -> app.context.getBean("shop")).hasMessageContaining("'shop'");
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { PlainFactory.class, ProxyFactories.class, Mapper.class, Scoped.class,
			ScopedInterface.class, LazyMapper.class })
	void whateverElseMakesABeanItsMessagesAreSent(Class<?> configuration) {
		try (TransactionFixture app = TransactionFixture.start(configuration, Orders.Undecided.class)) {
			app.context.getBean("shop", Shop.class).sell("o-1");
			assertThat(app.delivered("orders")).containsExactly("o-1");
		}
	}

	@Test
	void beansThatReferToEachOtherInACircleAreLeftAlone() {
		try (TransactionFixture app = TransactionFixture.start(Circle.class, Orders.Undecided.class)) {
			app.get(Left.class).sell("o-1");
			assertThat(app.delivered("orders")).containsExactly("o-1");
		}
	}

	private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(Supplier<?> start) {
		Throwable refused = catchThrowable(() -> {
			Object started = start.get();
			if (started instanceof AutoCloseable closeable) {
				closeable.close();
			}
		});
		return assertThat((refused != null) ? NestedExceptionUtils.getMostSpecificCause(refused) : null)
			.isInstanceOf(InvalidTransactionalMessageException.class)
			.hasMessageContaining("@TransactionalMessage on ");
	}

	@Table("ORDERS")
	record Row(@Id String id) {
	}

	interface DeclaredRepository extends CrudRepository<Row, String> {

		@TransactionalMessage(topic = "orders", payload = "#p0")
		Optional<Row> findFirstById(String id);

	}

	interface RedeclaredRepository extends CrudRepository<Row, String> {

		@Override
		@TransactionalMessage(topic = "orders", payload = "#p0")
		<S extends Row> S save(S row);

	}

	@TransactionalMessage(topic = "orders", payload = "'any'")
	interface WholeTypeRepository extends CrudRepository<Row, String> {

		Optional<Row> findFirstById(String id);

	}

	interface PlainRepository extends CrudRepository<Row, String> {

	}

	static class FragmentService {

		private final JdbcTemplate jdbc;

		FragmentService(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@TransactionalMessage("orders")
		public void place(String order) {
			this.jdbc.update("INSERT INTO orders VALUES (?)", order);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Repositories extends AbstractJdbcConfiguration {

		@Bean
		NamedParameterJdbcOperations namedParameterJdbcOperations(JdbcTemplate jdbc) {
			return new NamedParameterJdbcTemplate(jdbc);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableJdbcRepositories(considerNestedRepositories = true,
			includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = DeclaredRepository.class))
	static class DeclaredMethods extends Repositories {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableJdbcRepositories(considerNestedRepositories = true,
			includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = RedeclaredRepository.class))
	static class RedeclaredMethods extends Repositories {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableJdbcRepositories(considerNestedRepositories = true,
			includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = WholeTypeRepository.class))
	static class WholeRepository extends Repositories {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableJdbcRepositories(considerNestedRepositories = true,
			includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = PlainRepository.class))
	static class PlainMethods extends Repositories {

	}

	interface Shop {

		@TransactionalMessage(topic = "orders", payload = "#p0")
		void sell(String order);

	}

	static class ShopService implements Shop {

		@Override
		public void sell(String order) {
		}

	}

	/** Spring leaves beans that run transactions by themselves alone. */
	static Object proxyWithTransactions() {
		TransactionInterceptor transactions = new TransactionInterceptor();
		transactions.setTransactionAttributeSource(new MatchAlwaysTransactionAttributeSource());
		ProxyFactory factory = new ProxyFactory(new ShopService());
		factory.addInterface(TransactionalProxy.class);
		factory.addAdvice(transactions);
		return factory.getProxy();
	}

	@Configuration(proxyBeanMethods = false)
	static class OtherTransactions {

		@Bean
		FactoryBean<Shop> shop() {
			return new ShopFactory(() -> (Shop) proxyWithTransactions());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTransactions {

		@Bean
		Shop shop() {
			return (Shop) proxyWithTransactions();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyTransactions {

		@Bean
		@Lazy
		FactoryBean<Shop> shop() {
			return new ShopFactory(() -> (Shop) proxyWithTransactions());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UnknownType {

		@Bean
		@Lazy
		FactoryBean<Object> shop() {
			return new FactoryBean<>() {
				@Override
				public Object getObject() {
					return proxyWithTransactions();
				}

				@Override
				public Class<?> getObjectType() {
					return Object.class;
				}
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrototypeProxies {

		@Bean
		@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
		Shop shop() {
			return (Shop) proxyWithTransactions();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Left.class, Right.class })
	static class Circle {

	}

	static class Left {

		@Autowired
		@Nullable Right right;

		@TransactionalMessage("orders")
		public void sell(String order) {
			assertThat(this.right).isNotNull();
		}

	}

	static class Right {

		@Autowired
		@Nullable Left left;

	}

	@Configuration(proxyBeanMethods = false)
	static class PlainFactory {

		@Bean
		FactoryBean<Shop> shop() {
			return new ShopFactory(ShopService::new);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ProxyFactories {

		@Bean
		ProxyFactoryBean shop() {
			ProxyFactoryBean factory = new ProxyFactoryBean();
			factory.setTarget(new ShopService());
			return factory;
		}

	}

	/** As MyBatis makes mappers. */
	@Configuration(proxyBeanMethods = false)
	static class Mapper {

		@Bean
		FactoryBean<Shop> shop() {
			return new ShopFactory(Mapper::proxy);
		}

		static Shop proxy() {
			return (Shop) Proxy.newProxyInstance(Shop.class.getClassLoader(), new Class<?>[] { Shop.class },
					(proxy, method, arguments) -> null);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyMapper {

		@Bean
		@Lazy
		FactoryBean<Shop> shop(ObjectProvider<JdbcTemplate> jdbc) {
			assertThat(jdbc.getIfAvailable()).isNotNull();
			return new ShopFactory(Mapper::proxy);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Scoped {

		@Bean
		@Scope(scopeName = ConfigurableBeanFactory.SCOPE_PROTOTYPE, proxyMode = ScopedProxyMode.TARGET_CLASS)
		ShopService shop() {
			return new ShopService();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedInterface {

		@Bean
		@Scope(scopeName = ConfigurableBeanFactory.SCOPE_PROTOTYPE, proxyMode = ScopedProxyMode.INTERFACES)
		Shop shop() {
			return new ShopService();
		}

	}

	record ShopFactory(Supplier<Shop> shops) implements FactoryBean<Shop> {

		@Override
		public Shop getObject() {
			return this.shops.get();
		}

		@Override
		public Class<?> getObjectType() {
			return Shop.class;
		}

	}

}
