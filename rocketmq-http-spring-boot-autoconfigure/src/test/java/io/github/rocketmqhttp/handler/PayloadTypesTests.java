package io.github.rocketmqhttp.handler;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;

class PayloadTypesTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					plain      | java.lang.String
					message    | java.util.Map<java.lang.String, java.lang.Integer>
					nothing    | ?
					variable   | java.util.Map<java.lang.String, java.lang.Integer>
					nested     | java.util.List<java.util.Map<java.lang.String, java.util.Map<java.lang.String, java.lang.Integer>>>
					carried    | java.util.List<java.util.Map<java.lang.String, java.lang.Integer>>
					array      | java.util.Map<java.lang.String, java.lang.Integer>[]
					texts      | java.lang.String[]
					bounded    | java.util.List<java.lang.Number>
					unbounded  | java.util.List<?>
					comparable | java.lang.Comparable<java.lang.Comparable>
					unknown    | java.util.List<E>
					""")
	void variablesAreFilledInFromTheClassThatExtends(String method, String type) {
		assertThat(PayloadTypes.of(parameter(method)).getType().getTypeName()).isEqualTo(type);
	}

	private static MethodParameter parameter(String name) {
		Method method = Stream.of(Generic.class.getDeclaredMethods())
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow();
		return new MethodParameter(method, 0).withContainingClass(Bean.class);
	}

	@SuppressWarnings("unused")
	static class Generic<T> {

		void plain(String text) {
		}

		void message(Message<T> message) {
		}

		void nothing(Message<?> message) {
		}

		void variable(T payload) {
		}

		void nested(List<Map<String, T>> payload) {
		}

		void carried(Message<List<T>> message) {
		}

		void array(T[] payload) {
		}

		void texts(String[] payload) {
		}

		void bounded(List<? extends Number> payload) {
		}

		void unbounded(List<?> payload) {
		}

		<U extends Comparable<U>> void comparable(U payload) {
		}

		<U> void unknown(List<U> payload) {
		}

	}

	static class Bean extends Generic<Map<String, Integer>> {

	}

}
