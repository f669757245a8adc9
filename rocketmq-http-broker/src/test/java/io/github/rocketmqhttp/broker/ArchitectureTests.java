package io.github.rocketmqhttp.broker;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The order of the packages.
 */
class ArchitectureTests {

	private static final String ROOT = "io.github.rocketmqhttp";

	private static final JavaClasses MAIN = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(ROOT + ".broker");

	@Test
	void packagesHaveNoCycle() {
		slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(MAIN);
	}

	@Test
	void theStoreKnowsNoHttp() {
		classes().that()
			.resideInAPackage(ROOT + ".broker.store")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(ROOT, ROOT + ".protocol", ROOT + ".broker.store", "java..", "javax.crypto..",
					"org.slf4j", "org.jspecify.annotations")
			.because("the HTTP side must stay replaceable")
			.check(MAIN);
	}

	@Test
	void theBrokerSharesOnlyTheProtocolWithTheClient() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage(ROOT + ".client..", "org.apache.hc.client5..", "org.springframework..")
			.because("a mistake of the client must not hide in the broker, and neither needs Spring")
			.check(MAIN);
	}

}
