package io.github.rocketmqhttp.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Gives the application of a test a broker of its own, on a free port of the loopback
 * interface, and leads every client there, whatever endpoints and keys are configured.
 * <p>
 * The {@link io.github.rocketmqhttp.broker.RocketMqHttpBroker broker} and its
 * {@link MessageClock clock} are beans, to be injected into the test. After each test
 * method the broker forgets all messages; its time goes on. The broker is a part of the
 * application context and is shared by all tests that share that.
 * <p>
 * To be used with {@code @SpringBootTest} or a slice. A test that is
 * {@code @Transactional} itself delivers nothing: its transaction, which the messages
 * follow, is rolled back at its end.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
public @interface AutoConfigureRocketMqHttpBroker {

	/**
	 * The topics with their types, such as {@code orders:transaction}; the types are
	 * normal, ordered, scheduled and transaction. Topics that are not declared are then
	 * refused.
	 * @return the topics; by default those of the property
	 * {@code rocketmq-http.broker.topics}, and if there is none, every topic exists and
	 * takes every kind of message
	 */
	String[] topics() default {};

}
