package dev.baton.persistence.journal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.pekko.persistence.PersistentRepr;
import org.jspecify.annotations.Nullable;

/**
 * What few events have: the manifest of an event adapter, and metadata. In one column, so that the others do not pay
 * for it.
 */
record Extra(String adapterManifest, @Nullable StoredValue metadata) {

    private static final Extra NONE = new Extra("", null);
    private static final byte VERSION = 1;

    static byte @Nullable [] of(PersistentRepr event, JournalCodec codec) throws IOException {
        boolean hasMetadata = event.metadata().isDefined();
        if (!hasMetadata && event.manifest().isEmpty()) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(VERSION);
        out.writeUTF(event.manifest());
        out.writeBoolean(hasMetadata);
        if (hasMetadata) {
            StoredValue metadata =
                    codec.encode(event.persistenceId(), event.metadata().get());
            out.writeInt(metadata.serializer());
            out.writeUTF(metadata.manifest());
            out.writeInt(metadata.bytes().length);
            out.write(metadata.bytes());
        }
        return bytes.toByteArray();
    }

    static Extra read(byte @Nullable [] stored) {
        if (stored == null) {
            return NONE;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(stored))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new IOException("unknown version " + version);
            }
            String adapterManifest = in.readUTF();
            if (!in.readBoolean()) {
                return new Extra(adapterManifest, null);
            }
            int serializer = in.readInt();
            String manifest = in.readUTF();
            return new Extra(adapterManifest, new StoredValue(serializer, manifest, in.readNBytes(in.readInt())));
        } catch (IOException damaged) {
            throw new UncheckedIOException("Cannot read the extra of a journal row", damaged);
        }
    }
}
