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
 * A class with it is found by component scanning. A method may take a
 * {@link HalfMessage}, a {@link org.springframework.messaging.Message} or a
 * {@link io.github.rocketmqhttp.protocol.ReceivedMessage}, the payload, alone or marked
 * with {@link org.springframework.messaging.handler.annotation.Payload}, and headers
 * marked with {@link org.springframework.messaging.handler.annotation.Header}. It is
 * called by several threads, and again about every 10 s until it decides; one that
 * throws, or whose payload cannot be read or is not valid, has not decided.
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
