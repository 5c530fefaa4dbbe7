import django.contrib.postgres.fields
import django.db.models.deletion
import heraut.kernel.clock
import heraut.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0002_plan'),
        ('newsroom', '0001_initial'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EssentialValue',
            fields=[
                ('slug', models.SlugField(max_length=60, primary_key=True, serialize=False)),
                ('names', models.JSONField(default=dict, help_text='language -> name')),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_until', models.DateField(blank=True, help_text='first day it holds no more', null=True)),
            ],
            options={
                'ordering': ['slug'],
            },
        ),
        migrations.AddField(
            model_name='adaptation',
            name='like',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='taken_up', to='newsroom.adaptation'),
        ),
        migrations.AddField(
            model_name='adaptation',
            name='open_to',
            field=models.CharField(blank=True, choices=[('nobody', 'No other mission'), ('neighbours', 'Our neighbours'), ('everybody', 'Every mission')], default='', max_length=10),
        ),
        migrations.CreateModel(
            name='AudienceGroup',
            fields=[
                ('id', models.UUIDField(default=heraut.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=heraut.kernel.clock.now, editable=False)),
                ('names', models.JSONField(default=dict, help_text='language -> name')),
                ('country', models.CharField(blank=True, help_text='ISO 3166-1 alpha-2', max_length=2)),
                ('language', models.CharField(max_length=12)),
                ('register', models.CharField(choices=[('formal', 'Formal'), ('neutral', 'Neutral'), ('familiar', 'Familiar')], default='neutral', max_length=8)),
                ('cares', models.TextField(blank=True, help_text='what they care about')),
                ('size', models.PositiveBigIntegerField(blank=True, help_text='people', null=True)),
                ('size_source', models.CharField(blank=True, max_length=200)),
                ('size_as_of', models.DateField(blank=True, null=True)),
                ('is_estimate', models.BooleanField(default=True, help_text='of the size')),
                ('ended_at', models.DateTimeField(null=True)),
                ('plans', models.ManyToManyField(blank=True, related_name='audiences', to='network.plan')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='audience_groups', to='people.unit')),
            ],
            options={
                'ordering': ['country', 'created_at', 'id'],
            },
        ),
        migrations.AddField(
            model_name='adaptation',
            name='audiences',
            field=models.ManyToManyField(blank=True, related_name='adaptations', to='newsroom.audiencegroup'),
        ),
        migrations.CreateModel(
            name='KeyMessage',
            fields=[
                ('id', models.UUIDField(default=heraut.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=heraut.kernel.clock.now, editable=False)),
                ('names', models.JSONField(blank=True, default=dict, help_text='language -> a few words')),
                ('texts', models.JSONField(default=dict, help_text='language -> the message in a sentence')),
                ('source', models.CharField(blank=True, help_text='where it is said publicly', max_length=200)),
                ('source_url', models.URLField(blank=True, max_length=500)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_force', 'In force'), ('ended', 'Ended')], default='draft', max_length=8)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plans', models.ManyToManyField(blank=True, related_name='key_messages', to='network.plan')),
                ('themes', models.ManyToManyField(blank=True, related_name='key_messages', to='newsroom.theme')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='key_messages', to='people.unit')),
                ('values', models.ManyToManyField(blank=True, related_name='key_messages', to='newsroom.essentialvalue')),
            ],
            options={
                'ordering': ['unit__path', 'created_at', 'id'],
            },
        ),
        migrations.AddField(
            model_name='adaptation',
            name='key_messages',
            field=models.ManyToManyField(blank=True, related_name='adaptations', to='newsroom.keymessage'),
        ),
        migrations.AddField(
            model_name='item',
            name='key_messages',
            field=models.ManyToManyField(blank=True, related_name='items', to='newsroom.keymessage'),
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.UUIDField(default=heraut.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=heraut.kernel.clock.now, editable=False)),
                ('why', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, size=None)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('state', models.CharField(choices=[('open', 'Open'), ('accepted', 'Taken into the pool'), ('declined', 'Not taken'), ('withdrawn', 'Withdrawn')], default='open', max_length=9)),
                ('answer', models.CharField(blank=True, max_length=300)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='newsroom.item')),
                ('to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offers_received', to='people.unit')),
            ],
            options={
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.UUIDField(default=heraut.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=heraut.kernel.clock.now, editable=False)),
                ('text', models.TextField()),
                ('state', models.CharField(choices=[('open', 'Not answered yet'), ('answered', 'Answered'), ('closed', 'Closed')], default='open', max_length=8)),
                ('changed_at', models.DateTimeField()),
                ('adaptation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='newsroom.adaptation')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='newsroom.item')),
                ('to_person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                ('unit', models.ForeignKey(help_text='of who asks', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
            ],
            options={
                'ordering': ['-changed_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.UUIDField(default=heraut.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=heraut.kernel.clock.now, editable=False)),
                ('text', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='newsroom.question')),
            ],
            options={
                'ordering': ['created_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Sharing',
            fields=[
                ('id', models.UUIDField(default=heraut.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=heraut.kernel.clock.now, editable=False)),
                ('drafts', models.CharField(choices=[('nobody', 'No other mission'), ('neighbours', 'Our neighbours'), ('everybody', 'Every mission')], default='nobody', max_length=10)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('neighbours', models.ManyToManyField(blank=True, related_name='+', to='people.unit')),
                ('unit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='sharing', to='people.unit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='audiencegroup',
            index=models.Index(fields=['country'], name='newsroom_au_country_61c802_idx'),
        ),
        migrations.AddConstraint(
            model_name='audiencegroup',
            constraint=models.CheckConstraint(condition=models.Q(('size', None), models.Q(models.Q(('size_source', ''), _negated=True), ('size_as_of__isnull', False)), _connector='OR'), name='audience_size_has_its_source'),
        ),
        migrations.AddConstraint(
            model_name='keymessage',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_until', None), ('valid_until__gt', models.F('valid_from')), _connector='OR'), name='key_message_ends_after_it_begins'),
        ),
        migrations.AddIndex(
            model_name='offer',
            index=models.Index(fields=['to', 'state'], name='newsroom_of_to_id_af00d7_idx'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('item', 'to'), name='offer_open_once'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open'), ('to', None)), fields=('item',), name='offer_to_pool_once'),
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(fields=['to_unit', 'state'], name='newsroom_qu_to_unit_7e645b_idx'),
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(fields=['to_person', 'state'], name='newsroom_qu_to_pers_677140_idx'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('adaptation__isnull', False), ('item', None)), models.Q(('adaptation', None), ('item__isnull', False)), _connector='OR'), name='question_about_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('to_person__isnull', False), ('to_unit', None)), models.Q(('to_person', None), ('to_unit__isnull', False)), _connector='OR'), name='question_to_one'),
        ),
    ]
