package io.github.rocketmqhttp.autoconfigure;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.StreamSupport;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.util.ClassUtils;

/**
 * Imports what Spring Boot sets up for databases, from where either of its lines keeps
 * it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ImportAutoConfiguration
@interface ImportDatabase {

	/**
	 * The same for a context runner.
	 */
	final class Classes {

		private Classes() {
		}

		static AutoConfigurations ofThisLine() {
			ClassLoader loader = ImportDatabase.class.getClassLoader();
			return AutoConfigurations
				.of(StreamSupport.stream(ImportCandidates.load(ImportDatabase.class, loader).spliterator(), false)
					.map((name) -> name.substring("optional:".length()))
					.filter((name) -> ClassUtils.isPresent(name, loader))
					.map((name) -> ClassUtils.resolveClassName(name, loader))
					.toArray(Class<?>[]::new));
		}

	}

}
