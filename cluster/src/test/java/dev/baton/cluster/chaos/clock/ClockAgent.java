package dev.baton.cluster.chaos.clock;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Map;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/** Replaces the question what time it is in each class that is loaded, also where it is asked by a reference to a method. */
public final class ClockAgent implements ClassFileTransformer {

    private static final String SHIFTED = "dev/baton/cluster/chaos/clock/ShiftedTime";
    private static final String OWN = "dev/baton/cluster/chaos/clock/";
    private static final int API = Opcodes.ASM9;

    /** From owner, name and descriptor to the name in {@link ShiftedTime}. */
    private static final Map<String, String> QUESTIONS = Map.of(
            "java/lang/System.currentTimeMillis()J", "currentTimeMillis",
            "java/time/Instant.now()Ljava/time/Instant;", "instant",
            "java/time/Clock.systemUTC()Ljava/time/Clock;", "systemUtc",
            "java/time/Clock.systemDefaultZone()Ljava/time/Clock;", "systemDefaultZone",
            "java/time/Clock.system(Ljava/time/ZoneId;)Ljava/time/Clock;", "system",
            "java/time/InstantSource.system()Ljava/time/InstantSource;", "source");

    private ClockAgent() {}

    /** Called by the JVM before the server's main method. @param file see {@link ShiftedTime#follow} */
    public static void premain(String file, Instrumentation jvm) {
        ShiftedTime.follow(Path.of(file));
        jvm.addTransformer(new ClockAgent());
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        boolean jdk = loader == null || loader.equals(ClassLoader.getPlatformClassLoader());
        return jdk || name == null || name.startsWith(OWN) || !asks(bytes) ? null : shifted(bytes);
    }

    /** A look at the bytes is much cheaper than reading each class. */
    private static boolean asks(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.contains("currentTimeMillis") || text.contains("java/time/") || text.contains("java/util/Date");
    }

    private static byte[] shifted(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(
                new ClassVisitor(API, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access,
                            String name,
                            String type,
                            @Nullable String generic,
                            String @Nullable [] thrown) {
                        return new Calls(super.visitMethod(access, name, type, generic, thrown));
                    }
                },
                0);
        return writer.toByteArray();
    }

    private static @Nullable String replacement(String owner, String name, String type) {
        return QUESTIONS.get(owner + "." + name + type);
    }

    private static final class Calls extends MethodVisitor {

        private Calls(MethodVisitor next) {
            super(API, next);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String type, boolean ofInterface) {
            @Nullable String instead = opcode == Opcodes.INVOKESTATIC ? replacement(owner, name, type) : null;
            if (instead != null) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, SHIFTED, instead, type, false);
            } else if (owner.equals("java/util/Date") && name.equals("<init>") && type.equals("()V")) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, SHIFTED, "currentTimeMillis", "()J", false);
                super.visitMethodInsn(opcode, owner, name, "(J)V", false);
            } else {
                super.visitMethodInsn(opcode, owner, name, type, ofInterface);
            }
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String type, Handle maker, Object... arguments) {
            Object[] shifted = arguments.clone();
            for (int i = 0; i < shifted.length; i++) {
                if (shifted[i] instanceof Handle handle && handle.getTag() == Opcodes.H_INVOKESTATIC) {
                    @Nullable String instead = replacement(handle.getOwner(), handle.getName(), handle.getDesc());
                    shifted[i] = instead == null
                            ? handle
                            : new Handle(Opcodes.H_INVOKESTATIC, SHIFTED, instead, handle.getDesc(), false);
                }
            }
            super.visitInvokeDynamicInsn(name, type, maker, shifted);
        }
    }
}
