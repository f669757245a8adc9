package io.github.rocketmqhttp.test;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * What the module may use.
 */
@AnalyzeClasses(packages = "io.github.rocketmqhttp", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String ROOT = "io.github.rocketmqhttp";

	private static final String TEST = ROOT + ".test";

	@ArchTest
	static final ArchRule PACKAGES_ARE_FREE_OF_CYCLES = slices().matching(ROOT + ".(**)")
		.should()
		.beFreeOfCycles()
		.because("a package that needs its own user cannot be understood alone");

	@ArchTest
	static final ArchRule NOTHING_OF_AN_APPLICATION_USES_IT = noClasses().that()
		.resideOutsideOfPackage(TEST + "..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage(TEST + "..")
		.because("applications run without their tests");

	@ArchTest
	static final ArchRule THE_BROKER_OF_A_TEST_KNOWS_NO_CRASHES = noClasses().that()
		.resideInAnyPackage(TEST, TEST + ".assertions")
		.should()
		.dependOnClassesThat()
		.resideInAPackage(TEST + ".crash")
		.because("crashes are an addition to tests with a broker");

	@ArchTest
	static final ArchRule ASSERTIONS_KNOW_NO_SPRING = noClasses().that()
		.resideInAPackage(TEST + ".assertions")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework..")
		.because("a broker that was started by hand can be asserted about, too");

	@ArchTest
	static final ArchRule ONLY_TYPES_THAT_BOTH_LINES_OF_SPRING_BOOT_HAVE = classes().that()
		.resideInAPackage(TEST + "..")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage(ROOT + "..", "java..", "org.assertj..", "org.junit.jupiter.api..", "org.jspecify..",
				"org.aopalliance..", "org.springframework.aop..", "org.springframework.aot",
				"org.springframework.beans..", "org.springframework.core..", "org.springframework.context..",
				"org.springframework.transaction..", "org.springframework.test.context..",
				"org.springframework.boot.autoconfigure", "org.springframework.boot.context",
				"org.springframework.boot.test.autoconfigure", "org.springframework.boot.test.autoconfigure.json",
				"org.springframework.boot.test.context")
		.because("other packages of Spring Boot's tests moved from one line to the next");

}
