"""The class that draws together: a room with a code, what is drawn in it, and what the projector shows.

`routes` answers beside Gradio and outside its queue and state; `rooms` keeps, in a `store`; `state` is what a teacher
changes. May import `siamese`, `demo.pad`, `demo.oneshot`, `demo.lesson` and `demo.shared`.
"""
