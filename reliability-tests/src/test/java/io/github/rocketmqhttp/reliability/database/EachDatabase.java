package io.github.rocketmqhttp.reliability.database;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test method once on each database. A parameter of the type {@link TestDatabase}
 * (also of a {@code @BeforeEach} method) is an empty database, closed after the run. A
 * run on a database that this machine lacks is skipped, or fails if the system property
 * {@code databases.required} is true. To combine databases with other arguments, use
 * {@link DatabaseKind} in a parameterized test and call {@link DatabaseKind#fresh()}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(EachDatabaseProvider.class)
public @interface EachDatabase {

	/**
	 * The databases to run on.
	 */
	DatabaseKind[] value() default { DatabaseKind.H2, DatabaseKind.POSTGRESQL, DatabaseKind.MARIADB };

}
