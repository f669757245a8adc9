package io.github.rocketmqhttp.listener;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.github.rocketmqhttp.converter.PayloadReflectiveProcessor;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Marks a method that gets the messages of a topic.
 * <p>
 * Returning acknowledges the message; throwing hands it to the listener's
 * {@link ListenerErrorHandler}, which normally leaves it to redelivery (after 300 s, or
 * 60 s when it is ordered, up to 288 times). A message may come more than once, so the
 * method must be idempotent, or be made so by {@link #idempotent()}. It must do its work
 * before it returns: methods that return a future or a publisher, or that run in another
 * thread as {@code @Async} ones do, are refused at start-up.
 * <p>
 * The bean is a singleton, or in a scoped proxy; a lazy one is made at start-up, as far
 * as its definition tells the class with the method. A method that overrides one with
 * this annotation inherits it, unless it has its own. In a child context it needs
 * auto-configuration there.
 * <p>
 * Arguments: one payload (not annotated, or
 * {@link org.springframework.messaging.handler.annotation.Payload @Payload}, validated
 * where it is marked so), converted to the parameter's generic type, while {@code Object}
 * and {@code CharSequence} get the text of the body;
 * {@link org.springframework.messaging.handler.annotation.Header @Header} and
 * {@link org.springframework.messaging.handler.annotation.Headers @Headers} by the names
 * in {@link io.github.rocketmqhttp.core.RocketMqHttpHeaders};
 * {@link org.springframework.messaging.Message Message&lt;T&gt;};
 * {@link io.github.rocketmqhttp.protocol.ReceivedMessage ReceivedMessage}; and
 * {@link Acknowledgement}.
 * <p>
 * A {@code List} of payloads, {@code Message}s or {@code ReceivedMessage}s gets all
 * messages of a poll at once; they are acknowledged, or fail, together, except that one
 * which cannot be converted is left out and fails alone. (A body that is itself a JSON
 * array is read into a list by {@code @Payload List<T>}, {@code Message<List<T>>} or
 * {@code T[]}.)
 * <p>
 * All text may hold <code>${…}</code> placeholders and <code>#{…}</code> expressions.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(RocketMqHttpListeners.class)
@Reflective(PayloadReflectiveProcessor.class)
public @interface RocketMqHttpListener {

	/**
	 * Names the container in logs and in the
	 * {@link RocketMqHttpListenerContainerRegistry}.
	 * @return the id; the names of bean and method when it is empty, with a number behind
	 * them for the second and further annotations of a method
	 */
	String id() default "";

	/**
	 * The topic to read.
	 * @return the topic; the default one, {@code rocketmq-http.topic} or that of the
	 * instance, when it is empty
	 */
	String topic() default "";

	/**
	 * The instance of the service to read from, with an endpoint and credentials of its
	 * own; dead letters go there, too.
	 * @return a name under {@code rocketmq-http.instances}, or bean name or qualifier of
	 * a template; the container factory's own when it is empty
	 */
	String template() default "";

	/**
	 * The group on whose behalf it reads; each group gets every message once.
	 * @return the group; the default one, {@code rocketmq-http.consumer-group} or that of
	 * the instance, when it is empty
	 */
	String consumerGroup() default "";

	/**
	 * Which messages to get. All listeners of one group and topic must use the same
	 * filter; each message goes to one of them.
	 * @return tags joined by {@code ||}; all messages when it is empty
	 */
	String tag() default "";

	/**
	 * How many calls of the method run side by side. No more messages are kept in memory
	 * than these handle and one batch; polling pauses while all of them are busy.
	 * @return a number from 1; {@code rocketmq-http.listener.concurrency} when it is
	 * empty
	 */
	String concurrency() default "";

	/**
	 * Most messages of one poll. Fewer are fetched while the method is so slow that they
	 * would not all be handed out in time.
	 * @return a number from 1 to 16; {@code rocketmq-http.listener.batch-size} when it is
	 * empty
	 */
	String batchSize() default "";

	/**
	 * How long the broker holds an empty poll open.
	 * @return whole seconds from {@code 0s} to {@code 30s};
	 * {@code rocketmq-http.listener.wait-time} when it is empty
	 */
	String waitTime() default "";

	/**
	 * Who acknowledges the messages.
	 * @return the mode
	 */
	AckMode ackMode() default AckMode.AUTO;

	/**
	 * Whether messages with the same sharding key are handled in order: one at a time,
	 * while different keys go side by side. A message that fails, or is not acknowledged
	 * when the method returns, holds back what follows of its key until it comes back,
	 * after a minute.
	 * @return whether to consume in order; the topic must be of that kind
	 */
	boolean ordered() default false;

	/**
	 * Whether a message takes effect once, however often it is delivered. The method then
	 * runs in a local transaction that first notes the message in the {@link Inbox}, in
	 * the database of the business: both commit, or neither; a message that is noted
	 * already is acknowledged without a call. What the method does outside of that
	 * transaction may still happen more than once.
	 * <p>
	 * Messages are told apart by their local transaction, if they come from a
	 * {@code @TransactionalMessage}; else by topic, tag and business key, which must be
	 * unique among the messages of that tag; else by message id, and then a publish that
	 * was retried counts as two messages.
	 * @return whether to use the inbox; needs {@link AckMode#AUTO} or
	 * {@link AckMode#BATCH}
	 */
	boolean idempotent() default false;

	/**
	 * What tells messages apart, in place of the above; implies {@link #idempotent()}.
	 * @return an expression (SpEL) over the method's arguments, such as
	 * {@code #order.id}, or over {@code #element} where it takes a list; its root is the
	 * {@link io.github.rocketmqhttp.protocol.ReceivedMessage}, and it must not give
	 * {@code null} or empty text
	 */
	String idempotencyKey() default "";

	/**
	 * Who decides about messages that fail.
	 * @return name of a {@link ListenerErrorHandler} bean; when it is empty the only or
	 * primary bean of that type, else a {@link DefaultListenerErrorHandler}. Any other
	 * handler decides alone: it does not use the dead-letter topic
	 */
	String errorHandler() default "";

	/**
	 * Which factory makes the container.
	 * @return name of a {@link ListenerContainerFactory} bean; when it is empty the one
	 * called {@value ListenerContainerFactory#DEFAULT_BEAN_NAME}, or else the only or
	 * primary one
	 */
	String containerFactory() default "";

	/**
	 * What holds for this listener instead of the properties
	 * {@code rocketmq-http.listener.*} of the same names.
	 * @return lines of the form {@code key=value}; keys are {@code dead-letter-topic},
	 * {@code not-retryable}, {@code retry.max-attempts}, {@code retry.initial-interval},
	 * {@code retry.multiplier}, {@code retry.max-interval} and
	 * {@code missing-topic-policy}
	 */
	String[] properties() default {};

	/**
	 * Whether it starts with the {@link RocketMqHttpListenerContainerRegistry}.
	 * @return {@code true} or {@code false}; empty means {@code true}. What
	 * {@code rocketmq-http.listener.auto-startup=false} holds back is not started
	 */
	String autoStartup() default "";

}
