package io.github.rocketmqhttp.transaction;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.github.rocketmqhttp.converter.PayloadReflectiveProcessor;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.stereotype.Component;

/**
 * Marks what answers the back-checks of a topic: a bean that is a
 * {@link TransactionChecker}, or a method of any bean that returns a
 * {@link TransactionResolution}.
 * <p>
 * A class with it is found by component scanning. It is called by several threads, and
 * again about every 10 s until it decides; one that throws, or whose payload cannot be
 * read or is not valid, has not decided.
 * <p>
 * A method may have the arguments that a listener may have: one payload (not annotated,
 * or {@link org.springframework.messaging.handler.annotation.Payload @Payload}, validated
 * where it is marked so), converted to the parameter's generic type;
 * {@link org.springframework.messaging.handler.annotation.Header @Header} and
 * {@link org.springframework.messaging.handler.annotation.Headers @Headers} by the names
 * in {@link io.github.rocketmqhttp.core.RocketMqHttpHeaders};
 * {@link org.springframework.messaging.Message Message&lt;T&gt;} and
 * {@link io.github.rocketmqhttp.protocol.ReceivedMessage ReceivedMessage}; and besides a
 * {@link HalfMessage HalfMessage&lt;T&gt;}. It is an instance method, not private, and
 * not asynchronous.
 * <p>
 * All text may hold <code>${…}</code> placeholders and <code>#{…}</code> expressions.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
@Reflective(PayloadReflectiveProcessor.class)
public @interface BackCheckHandler {

	/**
	 * The topic. Each topic of an instance has one handler.
	 * @return the topic; the instance's default topic if empty
	 */
	String topic() default "";

	/**
	 * The instance of the service that asks.
	 * @return a name under {@code rocketmq-http.instances}, or bean name or qualifier of
	 * a template; the default instance if empty
	 */
	String template() default "";

	/**
	 * The group on whose behalf back-checks are polled.
	 * @return the group; the instance's default group if empty
	 */
	String consumerGroup() default "";

}
