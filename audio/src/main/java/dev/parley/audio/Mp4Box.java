package dev.parley.audio;

import java.io.IOException;

/// A box of an MP4 file (ISO/IEC 14496-12, section 4.2), its content not read yet.
///
/// @param type four characters, see [Input#tag]
/// @param start where its header begins
/// @param end never beyond the box around it
record Mp4Box(int type, long start, long end) {

    private static final int HEADER = 8;

    interface Visitor {
        /// The input stands at the box's content, and may be left anywhere.
        void visit(Mp4Box box) throws IOException;
    }

    /// Goes through the boxes from where the input stands to `end`, and leaves it there.
    static void each(Input in, long end, Visitor visitor) throws IOException {
        while (in.position() + HEADER <= end) {
            Mp4Box box = read(in, end);
            visitor.visit(box);
            in.seek(box.end());
        }
        in.seek(end);
    }

    private static Mp4Box read(Input in, long limit) throws IOException {
        long start = in.position();
        long length = in.u32();
        int type = in.i32();
        if (length == 1) {
            length = in.i64();
        } else if (length == 0) {
            length = limit - start;
        }
        if (length < in.position() - start) {
            throw broken();
        }
        // What is longer than the box around it or the file is cut off, as a recording that was not ended.
        return new Mp4Box(type, start, length > limit - start ? limit : start + length);
    }

    static AudioException.Broken broken() {
        return new AudioException.Broken("The MP4 file is damaged.");
    }
}
