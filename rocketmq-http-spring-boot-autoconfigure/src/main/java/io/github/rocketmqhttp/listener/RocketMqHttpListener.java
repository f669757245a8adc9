package io.github.rocketmqhttp.listener;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that gets the messages of a topic, one after the other.
 * <p>
 * Returning acknowledges the message; throwing leaves it to redelivery (after 300 s, up
 * to 288 times). A message may come more than once, so the method must be idempotent. It
 * must do its work before it returns: methods that return a future or a publisher are
 * refused at start-up.
 * <p>
 * Arguments: one payload (not annotated, or
 * {@link org.springframework.messaging.handler.annotation.Payload @Payload}, validated
 * where it is marked so and a validator exists), converted to the parameter's generic
 * type, while {@code Object} and {@code CharSequence} get the text of the body;
 * {@link org.springframework.messaging.handler.annotation.Header @Header} and
 * {@link org.springframework.messaging.handler.annotation.Headers @Headers} by the names
 * in {@link io.github.rocketmqhttp.core.RocketMqHttpHeaders};
 * {@link org.springframework.messaging.Message Message&lt;T&gt;}; and
 * {@link io.github.rocketmqhttp.protocol.ReceivedMessage ReceivedMessage}.
 * <p>
 * All attributes may hold <code>${…}</code> placeholders and <code>#{…}</code>
 * expressions.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface RocketMqHttpListener {

	/**
	 * Names the container in logs and in the {@link ListenerContainerRegistry}.
	 * @return the id; the names of bean and method when it is empty
	 */
	String id() default "";

	/**
	 * The topic to read.
	 * @return the topic; {@code rocketmq-http.topic} when it is empty
	 */
	String topic() default "";

	/**
	 * The group on whose behalf it reads; each group gets every message once.
	 * @return the group; {@code rocketmq-http.consumer-group} when it is empty
	 */
	String consumerGroup() default "";

	/**
	 * Which messages to get. All listeners of one group and topic must use the same
	 * filter.
	 * @return tags joined by {@code ||}; all messages when it is empty
	 */
	String tag() default "";

}
