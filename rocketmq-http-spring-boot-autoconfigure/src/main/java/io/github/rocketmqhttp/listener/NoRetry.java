package io.github.rocketmqhttp.listener;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lists exceptions of a {@link RocketMqHttpListener} method after which neither another
 * try nor another delivery helps: the message goes to the dead-letter topic, if there is
 * one, and does not come back for ever. They add to
 * {@code rocketmq-http.listener.not-retryable}. On a class it holds for all listeners of
 * that class that are not marked themselves. On the class of an exception it holds for
 * that exception and its subclasses, whichever listener throws it.
 */
@Target({ ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface NoRetry {

	/**
	 * The exceptions, with their subclasses. Of no meaning on the class of an exception.
	 * @return the types; without any it is every {@link Exception}
	 */
	Class<? extends Throwable>[] value() default Exception.class;

}
