from django.urls import path

from heraut.press.views import contact, enquiry, line, writing

urlpatterns = [
    path("", enquiry.index, name="press"),
    path("enquiries/new", enquiry.new, name="press_enquiry_new"),
    path("enquiries/<uuid:enquiry_id>/", enquiry.show, name="press_enquiry"),
    path("enquiries/<uuid:enquiry_id>/assign", enquiry.assign, name="press_enquiry_assign"),
    path("enquiries/<uuid:enquiry_id>/deadline", enquiry.deadline, name="press_enquiry_deadline"),
    path("enquiries/<uuid:enquiry_id>/pass", enquiry.pass_on, name="press_enquiry_pass"),
    path("enquiries/<uuid:enquiry_id>/answer", enquiry.answer, name="press_enquiry_answer"),
    path("enquiries/<uuid:enquiry_id>/answered", enquiry.answered, name="press_enquiry_answered"),
    path("enquiries/<uuid:enquiry_id>/close", enquiry.close, name="press_enquiry_close"),
    path("lines/", line.index, name="press_lines"),
    path("lines/new", writing.new, name="press_line_new"),
    path("lines/<uuid:line_id>/", line.show, name="press_line"),
    path("lines/<uuid:line_id>/read", line.read, name="press_line_read"),
    path("lines/<uuid:line_id>/translate", writing.begin, name="press_line_translate"),
    path("lines/<uuid:line_id>/text/<str:language>", writing.edit, name="press_line_edit"),
    path("lines/<uuid:line_id>/details", writing.details, name="press_line_details"),
    path("lines/<uuid:line_id>/submit", writing.submit, name="press_line_submit"),
    path("lines/<uuid:line_id>/end", writing.end, name="press_line_end"),
    path("contacts/", contact.index, name="press_contacts"),
    path("contacts/new", contact.new, name="press_contact_new"),
    path("contacts/<uuid:contact_id>/", contact.show, name="press_contact"),
    path("contacts/<uuid:contact_id>/change", contact.change, name="press_contact_change"),
    path("contacts/<uuid:contact_id>/reveal", contact.reveal, name="press_contact_reveal"),
    path("contacts/<uuid:contact_id>/forget", contact.forget, name="press_contact_forget"),
]
