package io.github.rocketmqhttp.handler;

/**
 * Words what is wrong with an annotated method for those who have to correct it.
 */
@FunctionalInterface
public interface Refusal {

	/**
	 * Makes the exception that ends the start of the application.
	 * @param reason what is wrong, a clause about the method
	 * @param remedy what to write instead, a sentence
	 * @return the exception, to be thrown
	 */
	RuntimeException because(String reason, String remedy);

}
