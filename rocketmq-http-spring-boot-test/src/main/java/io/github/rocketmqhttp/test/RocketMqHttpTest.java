package io.github.rocketmqhttp.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.autoconfigure.json.AutoConfigureJson;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * A test of what an application sends and receives, with a
 * {@linkplain AutoConfigureRocketMqHttpBroker broker of its own}, and without its other
 * parts.
 * <p>
 * Of the application's components those are found that send, receive or answer: classes
 * with {@code @TransactionalMessage}, {@code @RocketMqHttpListener} or
 * {@code @BackCheckHandler}, and those that replace or customize a part of the starter or
 * of Jackson. What they need beside that, the test brings with {@code @Import} or as a
 * mock. Auto-configured are the starter, transactions, JDBC with Spring Data's
 * repositories, JPA, Flyway, Liquibase, JSON and validation, as far as the application
 * has them.
 * <p>
 * The database is an embedded one in place of the configured one, by the rules of Spring
 * Boot's {@code @AutoConfigureTestDatabase}; on Spring Boot 4 that needs the module
 * {@code spring-boot-jdbc-test}. Unlike {@code @DataJdbcTest} the test is not
 * {@code @Transactional}: transactions have to end for messages to be delivered.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(RocketMqHttpTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@AutoConfigureRocketMqHttpBroker
@AutoConfigureJson
@ImportAutoConfiguration
public @interface RocketMqHttpTest {

	/**
	 * Properties of the application, each as {@code name=value}.
	 * @return the properties
	 */
	String[] properties() default {};

	/**
	 * The topics with their types, such as {@code orders:transaction}.
	 * @return the topics; by default those of the application's properties, and if there
	 * are none, every topic exists
	 */
	@AliasFor(annotation = AutoConfigureRocketMqHttpBroker.class)
	String[] topics() default {};

	/**
	 * Whether the components named above are found.
	 * @return {@code false} to find only those that {@link #includeFilters()} name
	 */
	boolean useDefaultFilters() default true;

	/**
	 * Components that are to be found, too.
	 * @return the filters
	 */
	Filter[] includeFilters() default {};

	/**
	 * Components that are not to be found.
	 * @return the filters
	 */
	Filter[] excludeFilters() default {};

	/**
	 * Auto-configurations to leave out.
	 * @return the classes
	 */
	@AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
	Class<?>[] excludeAutoConfiguration() default {};

}
