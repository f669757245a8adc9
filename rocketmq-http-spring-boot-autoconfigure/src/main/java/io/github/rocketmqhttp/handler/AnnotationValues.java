package io.github.rocketmqhttp.handler;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.util.StringValueResolver;

/**
 * Reads the text of annotations: resolves placeholders, <code>${…}</code>, and then
 * expressions over the beans of the application, <code>#{…}</code>.
 */
public final class AnnotationValues {

	private final StringValueResolver resolver;

	/**
	 * Creates the reader.
	 * @param beanFactory knows properties and beans
	 */
	public AnnotationValues(BeanFactory beanFactory) {
		this.resolver = (beanFactory instanceof ConfigurableBeanFactory configurable)
				? new EmbeddedValueResolver(configurable) : (text) -> text;
	}

	/**
	 * Reads an attribute.
	 * @param attribute as it stands in the annotation
	 * @return its text without blanks around it, empty where there is none
	 */
	public String text(String attribute) {
		return lines(attribute).strip();
	}

	/**
	 * Reads an attribute that may have several lines.
	 * @param attribute as it stands in the annotation
	 * @return its text, empty where there is none
	 */
	public String lines(String attribute) {
		String resolved = attribute.isEmpty() ? attribute : this.resolver.resolveStringValue(attribute);
		return (resolved != null) ? resolved : "";
	}

}
