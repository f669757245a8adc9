package io.github.rocketmqhttp.test.crash;

import java.lang.reflect.Method;

import io.github.rocketmqhttp.test.RocketMqHttpTest;
import io.github.rocketmqhttp.test.shop.Order;
import io.github.rocketmqhttp.test.shop.Orders;
import io.github.rocketmqhttp.test.shop.ShopApplication;
import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestContextManager;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A test that wants a crash and gets none says so.
 */
class CrashThatIsNotReachedTests {

	@Test
	void aTestWhoseCrashIsNotReachedFails() throws Exception {
		TestContextManager manager = new TestContextManager(Sample.class);
		Method method = Sample.class.getDeclaredMethod("run");
		manager.beforeTestExecution(new Sample(), method);
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> manager.afterTestExecution(new Sample(), method, null))
			.withMessageContaining("method run is annotated with @CrashAt(AFTER_LOCAL_COMMIT)")
			.withMessageContaining("no transaction with messages came to that point");
		ApplicationContext context = manager.getTestContext().getApplicationContext();
		assertThatCode(() -> context.getBean(Orders.class).place(Order.of("after the test")))
			.doesNotThrowAnyException();
		context.getBean(Orders.class).forget();
	}

	@Test
	void aFailureOfTheTestItselfIsNotHidden() throws Exception {
		TestContextManager manager = new TestContextManager(Sample.class);
		Method method = Sample.class.getDeclaredMethod("run");
		manager.beforeTestExecution(new Sample(), method);
		assertThatCode(() -> manager.afterTestExecution(new Sample(), method, new AssertionError("own")))
			.doesNotThrowAnyException();
	}

	@Test
	void aTestWithoutABrokerFails() throws Exception {
		TestContextManager manager = new TestContextManager(WithoutBroker.class);
		Method method = WithoutBroker.class.getDeclaredMethod("run");
		assertThatIllegalStateException().isThrownBy(() -> manager.beforeTestExecution(new WithoutBroker(), method))
			.withMessageContaining("@RocketMqHttpTest or @AutoConfigureRocketMqHttpBroker");
	}

	@RocketMqHttpTest
	@ContextConfiguration(classes = ShopApplication.class)
	static class Sample {

		@CrashAt(CrashPoint.AFTER_LOCAL_COMMIT)
		void run() {
		}

	}

	@ContextConfiguration(classes = WithoutBroker.Nothing.class)
	static class WithoutBroker {

		@CrashAt(CrashPoint.AFTER_LOCAL_COMMIT)
		void run() {
		}

		static class Nothing {

		}

	}

}
