package io.github.rocketmqhttp.autoconfigure;

import java.util.Map;
import java.util.stream.Stream;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Starts applications that must not start, and keeps what a user would read.
 */
final class StartupFailures {

	/** Must never be printed. */
	static final String SECRET = "TellNobody";

	private StartupFailures() {
	}

	/**
	 * Starts an application whose endpoint and key pair are fine unless a property says
	 * otherwise.
	 */
	static String report(CapturedOutput output, Class<?> configuration, String... properties) {
		SpringApplication application = application(configuration);
		application.setDefaultProperties(Map.of("rocketmq-http.endpoint", "http://127.0.0.1:1",
				"rocketmq-http.access-key-id", "id", "rocketmq-http.access-key-secret", SECRET));
		return report(output, application, properties);
	}

	/**
	 * Starts an application with nothing but the given properties.
	 */
	static String bareReport(CapturedOutput output, Class<?> configuration, String... properties) {
		return report(output, application(configuration), properties);
	}

	/**
	 * Starts an application with nothing but the given properties, and without the
	 * credentials library: with it, an application without keys would start, and search.
	 */
	static String reportWithoutCredentialsLibrary(CapturedOutput output, Class<?> configuration, String... properties) {
		SpringApplication application = application(configuration);
		application.setResourceLoader(new DefaultResourceLoader(new FilteredClassLoader("com.aliyun.credentials")));
		return report(output, application, properties);
	}

	private static SpringApplication application(Class<?> configuration) {
		SpringApplication application = new SpringApplication(Base.class, configuration);
		application.setWebApplicationType(WebApplicationType.NONE);
		return application;
	}

	private static String report(CapturedOutput output, SpringApplication application, String... properties) {
		int before = output.getAll().length();
		String[] arguments = Stream.of(properties).map((property) -> "--" + property).toArray(String[]::new);
		assertThatThrownBy(() -> application.run(arguments)).isInstanceOf(RuntimeException.class);
		return output.getAll().substring(before);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(RocketMqHttpAutoConfiguration.class)
	static class Base {

	}

}
