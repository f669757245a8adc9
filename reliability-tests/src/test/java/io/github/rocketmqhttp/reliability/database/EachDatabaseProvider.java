package io.github.rocketmqhttp.reliability.database;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.jspecify.annotations.Nullable;

/**
 * Turns {@link EachDatabase} into one run per database.
 */
final class EachDatabaseProvider implements TestTemplateInvocationContextProvider {

	@Override
	public boolean supportsTestTemplate(ExtensionContext context) {
		return context.getRequiredTestMethod().isAnnotationPresent(EachDatabase.class);
	}

	@Override
	public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
		return Stream.of(context.getRequiredTestMethod().getAnnotation(EachDatabase.class).value()).map(Run::new);
	}

	private record Run(DatabaseKind kind) implements TestTemplateInvocationContext {

		@Override
		public String getDisplayName(int invocationIndex) {
			return this.kind.toString();
		}

		@Override
		public List<Extension> getAdditionalExtensions() {
			return List.of(new Lifecycle(this.kind));
		}

	}

	/**
	 * Opens before the run, not as the parameter is resolved: JUnit would count a missing
	 * database there as a failure.
	 */
	private static final class Lifecycle implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

		private final DatabaseKind kind;

		private @Nullable TestDatabase database;

		Lifecycle(DatabaseKind kind) {
			this.kind = kind;
		}

		@Override
		public void beforeEach(ExtensionContext context) {
			this.database = this.kind.fresh();
		}

		@Override
		public void afterEach(ExtensionContext context) {
			if (this.database != null) {
				this.database.close();
			}
		}

		@Override
		public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
			return parameter.getParameter().getType() == TestDatabase.class;
		}

		@Override
		public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
			return this.database;
		}

	}

}
