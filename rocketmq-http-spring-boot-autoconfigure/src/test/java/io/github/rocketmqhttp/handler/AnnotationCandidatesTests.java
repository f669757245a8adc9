package io.github.rocketmqhttp.handler;

import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.AbstractList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No class that has the annotation anywhere is sorted out.
 */
class AnnotationCandidatesTests {

	private final AnnotationCandidates candidates = new AnnotationCandidates(List.of(Marked.class, AllMarked.class));

	@ParameterizedTest
	@ValueSource(classes = { OnClass.class, OnMethod.class, Twice.class, ByAnother.class, ByAnotherOfAnother.class,
			BySuperclass.class, ByInterface.class, ByInterfaceOfInterface.class, ByContainerOfAnother.class })
	void aClassWithItIsACandidateWhereverItIs(Class<?> type) {
		assertThat(this.candidates.contain(type)).isTrue();
		assertThat(this.candidates.contain(type)).as("when asked again").isTrue();
	}

	@ParameterizedTest
	@ValueSource(classes = { Nothing.class, SomethingElse.class, AbstractList.class, Object.class, Runnable.class })
	void otherClassesAreNot(Class<?> type) {
		assertThat(this.candidates.contain(type)).isFalse();
		assertThat(this.candidates.contain(type)).as("when asked again").isFalse();
	}

	@Test
	void aSuperclassWithoutItHidesNothing() {
		assertThat(this.candidates.contain(Nothing.class)).isFalse();
		assertThat(this.candidates.contain(BelowNothing.class)).isTrue();
	}

	@Retention(RetentionPolicy.RUNTIME)
	@Repeatable(AllMarked.class)
	@interface Marked {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@interface AllMarked {

		Marked[] value();

	}

	@Retention(RetentionPolicy.RUNTIME)
	@Marked
	@interface Composed {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@Composed
	@interface ComposedAgain {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@Marked
	@Marked
	@interface ComposedOfTwo {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@interface Other {

	}

	@Marked
	static class OnClass {

	}

	static class OnMethod {

		@Marked
		void marked() {
		}

	}

	static class Twice {

		@Marked
		@Marked
		void marked() {
		}

	}

	static class ByAnother {

		@Composed
		void marked() {
		}

	}

	@ComposedAgain
	static class ByAnotherOfAnother {

	}

	@ComposedOfTwo
	static class ByContainerOfAnother {

	}

	static class BySuperclass extends OnMethod {

	}

	interface Contract {

		@Marked
		default void marked() {
		}

	}

	interface SpecialContract extends Contract {

	}

	static class ByInterface implements Contract {

	}

	static class ByInterfaceOfInterface implements SpecialContract {

	}

	static class Nothing {

		void unmarked() {
		}

	}

	static class BelowNothing extends Nothing {

		@Marked
		void marked() {
		}

	}

	@Other
	static class SomethingElse {

		@Deprecated
		void unmarked() {
		}

	}

}
