package io.github.rocketmqhttp.test;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.github.rocketmqhttp.autoconfigure.RocketMqHttpClientCustomizer;
import io.github.rocketmqhttp.autoconfigure.RocketMqHttpConnectionDetails;
import io.github.rocketmqhttp.autoconfigure.RocketMqHttpListenerContainerFactoryCustomizer;
import io.github.rocketmqhttp.autoconfigure.RocketMqHttpRetryTemplateCustomizer;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.listener.DeliveryInterceptor;
import io.github.rocketmqhttp.listener.Inbox;
import io.github.rocketmqhttp.listener.ListenerErrorHandler;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.listener.RocketMqHttpListeners;
import io.github.rocketmqhttp.transaction.BackCheckHandler;
import io.github.rocketmqhttp.transaction.TransactionChecker;
import io.github.rocketmqhttp.transaction.TransactionLog;
import io.github.rocketmqhttp.transaction.TransactionMetrics;
import io.github.rocketmqhttp.transaction.TransactionalMessage;
import io.github.rocketmqhttp.transaction.TransactionalMessages;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.ClassMetadata;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.core.type.filter.TypeFilter;

/**
 * Excludes the components that do not belong to a slice.
 */
final class SliceTypeExcludeFilter extends TypeExcludeFilter {

	/** Annotations of classes or of their methods. */
	private static final Set<String> ANNOTATIONS = Set.of(TransactionalMessage.class.getName(),
			TransactionalMessages.class.getName(), RocketMqHttpListener.class.getName(),
			RocketMqHttpListeners.class.getName(), BackCheckHandler.class.getName(),
			// By their names: they belong to one line of Spring Boot each.
			"org.springframework.boot.jackson.JsonComponent", "org.springframework.boot.jackson.JacksonComponent");

	private static final Set<String> TYPES = Set.of(TransactionChecker.class.getName(), TransactionLog.class.getName(),
			TransactionMetrics.class.getName(), Inbox.class.getName(), ListenerErrorHandler.class.getName(),
			DeliveryInterceptor.class.getName(), PayloadConverter.class.getName(),
			RocketMqHttpOperations.class.getName(), RocketMqHttpConnectionDetails.class.getName(),
			CredentialsProvider.class.getName(), RocketMqHttpClientCustomizer.class.getName(),
			RocketMqHttpRetryTemplateCustomizer.class.getName(),
			RocketMqHttpListenerContainerFactoryCustomizer.class.getName(),
			// By their names: Jackson need not be there.
			"io.github.rocketmqhttp.autoconfigure.RocketMqHttpJackson2Customizer",
			"io.github.rocketmqhttp.autoconfigure.RocketMqHttpJackson3Customizer",
			"com.fasterxml.jackson.databind.Module", "tools.jackson.databind.JacksonModule");

	private final boolean useDefaultFilters;

	private final List<TypeFilter> includeFilters;

	private final List<TypeFilter> excludeFilters;

	SliceTypeExcludeFilter(boolean useDefaultFilters, List<TypeFilter> includeFilters,
			List<TypeFilter> excludeFilters) {
		this.useDefaultFilters = useDefaultFilters;
		this.includeFilters = includeFilters;
		this.excludeFilters = excludeFilters;
	}

	@Override
	public boolean match(MetadataReader reader, MetadataReaderFactory factory) throws IOException {
		boolean included = anyMatches(this.includeFilters, reader, factory)
				|| (this.useDefaultFilters && belongsToSlice(reader, factory));
		return !included || anyMatches(this.excludeFilters, reader, factory);
	}

	private static boolean anyMatches(List<TypeFilter> filters, MetadataReader reader, MetadataReaderFactory factory)
			throws IOException {
		for (TypeFilter filter : filters) {
			if (filter.match(reader, factory)) {
				return true;
			}
		}
		return false;
	}

	private static boolean belongsToSlice(MetadataReader reader, MetadataReaderFactory factory) throws IOException {
		ClassMetadata type = reader.getClassMetadata();
		if (TYPES.contains(type.getClassName()) || isAnnotated(reader.getAnnotationMetadata())) {
			return true;
		}
		List<String> superTypes = new ArrayList<>(Arrays.asList(type.getInterfaceNames()));
		if (type.getSuperClassName() != null) {
			superTypes.add(type.getSuperClassName());
		}
		for (String superType : superTypes) {
			if (TYPES.contains(superType) || (!superType.startsWith("java.") && belongsToSlice(superType, factory))) {
				return true;
			}
		}
		return false;
	}

	private static boolean belongsToSlice(String type, MetadataReaderFactory factory) throws IOException {
		try {
			return belongsToSlice(factory.getMetadataReader(type), factory);
		}
		catch (FileNotFoundException ex) {
			// Of a library that is not there, so the component is not going to be,
			// either.
			return false;
		}
	}

	private static boolean isAnnotated(AnnotationMetadata metadata) {
		return ANNOTATIONS.stream()
			.anyMatch((annotation) -> metadata.isAnnotated(annotation) || metadata.hasAnnotatedMethods(annotation));
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof SliceTypeExcludeFilter that && this.useDefaultFilters == that.useDefaultFilters
				&& this.includeFilters.equals(that.includeFilters) && this.excludeFilters.equals(that.excludeFilters);
	}

	@Override
	public int hashCode() {
		return SliceTypeExcludeFilter.class.hashCode();
	}

}
