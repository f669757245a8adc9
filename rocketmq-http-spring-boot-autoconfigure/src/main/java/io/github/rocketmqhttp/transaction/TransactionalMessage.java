package io.github.rocketmqhttp.transaction;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.github.rocketmqhttp.converter.PayloadReflectiveProcessor;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Runs the method in a local transaction and delivers a message if, and only if, that
 * transaction commits.
 * <p>
 * A half message is published first, the message is committed or rolled back with the
 * transaction, and the broker asks back when it hears nothing. Where the method joins a
 * running transaction, that transaction's outcome decides. If the half message cannot be
 * published, the method is not run.
 * <p>
 * {@link #payload()}, {@link #key()}, {@link #condition()} and the values of
 * {@link #properties()} are SpEL expressions over the arguments, by name ({@code #order})
 * or position ({@code #p0}), with the target as root object, beans as {@code @name}, and
 * {@code #result} where {@link #phase()} is {@link SendPhase#BEFORE_COMMIT}. They are
 * checked at start-up. An argument marked with
 * {@link org.springframework.messaging.handler.annotation.Header} becomes a property.
 * <p>
 * All text, these expressions included, may hold <code>${…}</code> placeholders and
 * <code>#{…}</code> expressions over the beans, which are resolved at start-up.
 * <p>
 * On a class or an interface it counts for every method that is declared there, or in a
 * class below, and has none of its own; private, static and inherited methods are left
 * out. It works through a proxy, so a call from within the same object has no effect;
 * private, final and static methods that are annotated themselves, and reactive, future
 * and suspending ones, are refused at start-up. With several annotations on one method,
 * the transaction's own attributes stand in a {@link Transactional} beside them.
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Repeatable(TransactionalMessages.class)
@Transactional
@Reflective(PayloadReflectiveProcessor.class)
public @interface TransactionalMessage {

	/**
	 * Same as {@link #topic()}.
	 * @return the topic
	 */
	@AliasFor("topic")
	String value() default "";

	/**
	 * The topic, of type transaction.
	 * @return the topic; the instance's default topic if empty
	 */
	@AliasFor("value")
	String topic() default "";

	/**
	 * The instance of the service that the message goes through, with an endpoint and
	 * credentials of its own. Messages of several instances may share one transaction.
	 * @return a name under {@code rocketmq-http.instances}, or bean name or qualifier of
	 * a template; the default instance if empty
	 */
	String template() default "";

	/**
	 * The group on whose behalf back-checks are polled.
	 * @return the group; the instance's default group if empty
	 */
	String consumerGroup() default "";

	/**
	 * The one label that consumers filter by, as plain text.
	 * @return the tag; none if empty
	 */
	String tag() default "";

	/**
	 * SpEL expression of the business key.
	 * @return the expression; no key if empty, or if it gives {@code null}
	 */
	String key() default "";

	/**
	 * SpEL expression of the payload.
	 * @return the expression; if empty, the argument marked with
	 * {@link org.springframework.messaging.handler.annotation.Payload}, or the only one
	 */
	String payload() default "";

	/**
	 * Further properties, each {@code name=expression} with a SpEL expression; one that
	 * gives {@code null} is left out.
	 * @return the properties
	 */
	String[] properties() default {};

	/**
	 * SpEL expression that says whether there is a message at all. The transaction is run
	 * in any case.
	 * @return the expression; always if empty
	 */
	String condition() default "";

	/**
	 * When the half message is published.
	 * @return the moment
	 */
	SendPhase phase() default SendPhase.BEFORE_METHOD;

	/**
	 * Time until the broker's first back-check, such as {@code 30s} or {@code PT1M}, 10
	 * to 300 s. A transaction that takes longer is finished by a back-check.
	 * @return the time; the configured one if empty
	 */
	String checkImmunityTime() default "";

	/**
	 * Names the message in logs.
	 * @return the name; class and method if empty
	 */
	String id() default "";

	/**
	 * Alias for {@link Transactional#transactionManager()}.
	 * @return name or qualifier of the transaction manager
	 */
	@AliasFor(annotation = Transactional.class)
	String transactionManager() default "";

	/**
	 * Alias for {@link Transactional#propagation()}. A method needs a transaction:
	 * {@code NOT_SUPPORTED} and {@code NEVER} are refused at start-up.
	 * @return the propagation
	 */
	@AliasFor(annotation = Transactional.class)
	Propagation propagation() default Propagation.REQUIRED;

	/**
	 * Alias for {@link Transactional#isolation()}.
	 * @return the isolation
	 */
	@AliasFor(annotation = Transactional.class)
	Isolation isolation() default Isolation.DEFAULT;

	/**
	 * Alias for {@link Transactional#timeout()}.
	 * @return the time-out in seconds
	 */
	@AliasFor(annotation = Transactional.class)
	int timeout() default TransactionDefinition.TIMEOUT_DEFAULT;

	/**
	 * Alias for {@link Transactional#timeoutString()}.
	 * @return the time-out in seconds, possibly a placeholder
	 */
	@AliasFor(annotation = Transactional.class)
	String timeoutString() default "";

	/**
	 * Alias for {@link Transactional#rollbackFor()}.
	 * @return exceptions that roll back
	 */
	@AliasFor(annotation = Transactional.class)
	Class<? extends Throwable>[] rollbackFor() default {};

	/**
	 * Alias for {@link Transactional#rollbackForClassName()}.
	 * @return names of exceptions that roll back
	 */
	@AliasFor(annotation = Transactional.class)
	String[] rollbackForClassName() default {};

	/**
	 * Alias for {@link Transactional#noRollbackFor()}.
	 * @return exceptions that do not roll back
	 */
	@AliasFor(annotation = Transactional.class)
	Class<? extends Throwable>[] noRollbackFor() default {};

	/**
	 * Alias for {@link Transactional#noRollbackForClassName()}.
	 * @return names of exceptions that do not roll back
	 */
	@AliasFor(annotation = Transactional.class)
	String[] noRollbackForClassName() default {};

}
