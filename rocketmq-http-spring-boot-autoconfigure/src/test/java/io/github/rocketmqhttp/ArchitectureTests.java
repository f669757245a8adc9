package io.github.rocketmqhttp;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The arrows between the packages, over the Spring side, the client and the broker at
 * once.
 */
@AnalyzeClasses(packages = "io.github.rocketmqhttp", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String ROOT = "io.github.rocketmqhttp";

	@ArchTest
	static final ArchRule PACKAGES_ARE_FREE_OF_CYCLES = slices().matching(ROOT + ".(**)")
		.should()
		.beFreeOfCycles()
		.because("a package that needs its own user cannot be understood alone");

	@ArchTest
	static final ArchRule PACKAGES_FOLLOW_THE_ARROWS = layeredArchitecture().consideringOnlyDependenciesInLayers()
		.layer("autoconfigure")
		.definedBy(ROOT + ".autoconfigure")
		.layer("actuate")
		.definedBy(ROOT + ".actuate")
		.layer("transaction")
		.definedBy(ROOT + ".transaction")
		.layer("transaction.jdbc")
		.definedBy(ROOT + ".transaction.jdbc")
		.layer("listener")
		.definedBy(ROOT + ".listener")
		.layer("listener.jdbc")
		.definedBy(ROOT + ".listener.jdbc")
		.layer("jdbc")
		.definedBy(ROOT + ".jdbc")
		.layer("handler")
		.definedBy(ROOT + ".handler")
		.layer("core")
		.definedBy(ROOT + ".core")
		.layer("converter")
		.definedBy(ROOT + ".converter")
		.layer("observation")
		.definedBy(ROOT + ".observation")
		.layer("polling")
		.definedBy(ROOT + ".polling")
		.layer("broker")
		.definedBy(ROOT + ".broker..")
		.layer("client")
		.definedBy(ROOT + ".client")
		.whereLayer("autoconfigure")
		.mayNotBeAccessedByAnyLayer()
		.whereLayer("actuate")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("transaction.jdbc")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("transaction")
		.mayOnlyBeAccessedByLayers("autoconfigure", "actuate", "transaction.jdbc")
		.whereLayer("listener.jdbc")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("listener")
		.mayOnlyBeAccessedByLayers("autoconfigure", "actuate", "listener.jdbc")
		.whereLayer("jdbc")
		.mayOnlyBeAccessedByLayers("autoconfigure", "transaction.jdbc", "listener.jdbc")
		.whereLayer("handler")
		.mayOnlyBeAccessedByLayers("transaction", "listener")
		.whereLayer("core")
		.mayOnlyBeAccessedByLayers("autoconfigure", "transaction", "listener", "handler")
		.whereLayer("converter")
		.mayOnlyBeAccessedByLayers("autoconfigure", "transaction", "listener", "handler", "core")
		.whereLayer("observation")
		.mayOnlyBeAccessedByLayers("autoconfigure", "transaction", "transaction.jdbc", "listener", "core")
		.whereLayer("polling")
		.mayOnlyBeAccessedByLayers("autoconfigure", "actuate", "transaction", "listener")
		.whereLayer("broker")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.because("transaction and listener never meet, and only the auto-configuration knows everybody");

	@ArchTest
	static final ArchRule METHODS_OF_USERS_ARE_CALLED_BY_ONE_INVOKER = noClasses().that()
		.resideOutsideOfPackage(ROOT + ".handler")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.messaging.handler.annotation.support")
		.orShould()
		.dependOnClassesThat()
		.areAssignableTo(InvocableHandlerMethod.class)
		.orShould()
		.dependOnClassesThat()
		.areAssignableTo(EmbeddedValueResolver.class)
		.orShould()
		.callMethod(ConfigurableBeanFactory.class, "resolveEmbeddedValue", String.class)
		.orShould()
		.callMethod(ConfigurableListableBeanFactory.class, "resolveEmbeddedValue", String.class)
		.because("Spring's invoker and the exceptions of its resolvers quote messages, and all annotations are read"
				+ " alike");

	@ArchTest
	static final ArchRule THE_BROKER_STAYS_IN_ITS_OWN_CONFIGURATION = noClasses().that()
		.resideInAPackage(ROOT + ".autoconfigure")
		.and()
		.haveNameNotMatching(".*\\.EmbeddedBroker.*")
		.should()
		.dependOnClassesThat()
		.resideInAPackage(ROOT + ".broker..")
		.because("an application without the broker's jar must start");

	@ArchTest
	static final ArchRule THE_WIRE_KNOWS_NO_SPRING = noClasses().that()
		.resideInAnyPackage(ROOT, ROOT + ".protocol", ROOT + ".client", ROOT + ".broker..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework..")
		.because("client and broker are used without Spring");

	@ArchTest
	static final ArchRule A_CLOCK_THAT_IS_SET_CHANGES_NO_SPAN_OF_TIME = noClasses().that()
		.resideInAnyPackage(ROOT + ".polling", ROOT + ".listener", ROOT + ".transaction")
		.and()
		.haveSimpleNameNotStartingWith("MonotonicClock")
		.and()
		// An id holds a point of time that other machines read; no span begins there.
		.haveSimpleNameNotStartingWith("TransactionIds")
		.should()
		.callMethod(System.class, "currentTimeMillis")
		.orShould()
		.callMethod(Instant.class, "now")
		.orShould()
		.callMethod(InstantSource.class, "system")
		.orShould()
		.callMethodWhere(JavaCall.Predicates.target(HasOwner.Predicates.With.owner(type(Clock.class))))
		.because("back-off, deadlines and handles must survive a wall clock that jumps, forwards or back");

}
